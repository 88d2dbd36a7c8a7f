using Microsoft.DurableTask;

namespace NoVisit.Emulator.Durable.Turns;

/// <summary>Calls again what has failed, as the caller's retry options say; delays are durable timers.</summary>
internal static class Retries
{
    public static Task<T> RunAsync<T>(TaskOrchestrationContext context, TaskRetryOptions? options, Func<Task<T>> attempt) => options switch
    {
        { Policy: { } policy } => ByPolicyAsync(context, policy, attempt),
        { Handler: { } handler } => ByHandlerAsync(context, handler, attempt),
        _ => attempt(),
    };

    /// <summary>Delay after a failed attempt; null: give up.</summary>
    /// <param name="policy">The retry policy.</param>
    /// <param name="failedAttempts">Attempts made so far, 1 or more.</param>
    /// <param name="firstAttempt">Time of the first attempt.</param>
    /// <param name="now">Time of the failure.</param>
    public static TimeSpan? Delay(RetryPolicy policy, int failedAttempts, DateTime firstAttempt, DateTime now)
    {
        if (failedAttempts >= policy.MaxNumberOfAttempts
            || (policy.RetryTimeout != Timeout.InfiniteTimeSpan && now - firstAttempt >= policy.RetryTimeout))
        {
            return null;
        }

        var longest = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : policy.MaxRetryInterval;
        var milliseconds = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, failedAttempts - 1);
        return milliseconds < longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : longest;
    }

    private static async Task<T> ByPolicyAsync<T>(TaskOrchestrationContext context, RetryPolicy policy, Func<Task<T>> attempt)
    {
        var begun = context.CurrentUtcDateTime;
        for (var attempts = 1; ; attempts++)
        {
            TimeSpan? delay = null;
            try
            {
                return await attempt();
            }
            catch (TaskFailedException failure)
                when ((delay = Delay(policy, attempts, begun, context.CurrentUtcDateTime)) is not null && policy.Handle(failure))
            {
                // A handler that throws leaves the failure as it was: that is what an exception filter does.
            }

            await context.CreateTimer(delay!.Value, CancellationToken.None);
        }
    }

    private static async Task<T> ByHandlerAsync<T>(TaskOrchestrationContext context, AsyncRetryHandler handler, Func<Task<T>> attempt)
    {
        var begun = context.CurrentUtcDateTime;
        for (var attempts = 1; ; attempts++)
        {
            try
            {
                return await attempt();
            }
            catch (TaskFailedException failure)
            {
                var told = new RetryContext(
                    context, attempts, failure.FailureDetails, context.CurrentUtcDateTime - begun, CancellationToken.None);
                if (!await handler(told))
                {
                    throw;
                }
            }
        }
    }
}
