using Microsoft.DurableTask.Client;
using NoVisit.Approval;
using NoVisit.Protection;

namespace NoVisit.Filing;

/// <summary>Files under the number that a draft gives, so that filing it again finds the case (IN-02).</summary>
internal static class NumberedFiling
{
    /// <summary>Two drafts of a day share a number about once in ten weeks; the second takes the next one.</summary>
    private const int Attempts = 4;

    /// <summary>Files a case, or answers the one that this draft became before.</summary>
    /// <param name="desk">Files it.</param>
    /// <param name="client">To start its orchestration with.</param>
    /// <param name="createdAt">When its draft was begun; dates the number.</param>
    /// <param name="actor">Who files.</param>
    /// <param name="submitted">The filing.</param>
    /// <param name="cancellationToken">Ends the wait, not the commit.</param>
    public static async Task<CaseRecord> FileNumberedAsync(
        this CaseDesk desk, DurableTaskClient client, DateTimeOffset createdAt, Actor actor, Submitted submitted, CancellationToken cancellationToken)
    {
        foreach (var number in Numbers(submitted.ItemCode, createdAt, submitted.DraftId))
        {
            if (await desk.FileAsync(client, number, actor, submitted, cancellationToken) is { } record)
            {
                return record;
            }
        }

        throw new InvalidOperationException("Every number tried belongs to another draft.");
    }

    /// <summary>The case that a draft became; null when it is not filed.</summary>
    public static async Task<CaseRecord?> FindNumberedAsync(
        this CaseDesk desk, DateTimeOffset createdAt, string itemCode, string draftId, CancellationToken cancellationToken)
    {
        foreach (var number in Numbers(itemCode, createdAt, draftId))
        {
            var record = await desk.FindAsync(number, cancellationToken);
            if (record is null || record.DraftId == draftId)
            {
                return record;
            }
        }

        return null;
    }

    /// <summary>Item codes begin with the division code of their region.</summary>
    private static IEnumerable<string> Numbers(string itemCode, DateTimeOffset createdAt, string draftId) =>
        Enumerable.Range(0, Attempts).Select(attempt => CaseNumber.Derive(itemCode[..6], createdAt, draftId, attempt).ToString());
}
