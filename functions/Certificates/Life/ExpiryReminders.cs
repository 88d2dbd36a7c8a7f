using System.Globalization;
using System.Text.Json;
using Azure;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using NoVisit.Approval;
using NoVisit.Approval.Records;
using NoVisit.Deadlines;
using NoVisit.Notifications;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Certificates.Life;

/// <summary>
/// 到期提醒 (RS-09): every morning tells the holders whose certificates expire in so many days. The setting <c>Certificates:RemindDays</c> names the days,
/// 60 and 30 by default. A morning that is missed is made up for on the next ones; a message is written once.
/// </summary>
internal sealed class ExpiryReminders(
    CertificateRegister register, CaseDesk desk, StorageConnection storage, IConfiguration configuration, TimeProvider time)
{
    /// <summary>Mornings that one looks back: longer than an outage that nobody mends.</summary>
    private const int LookBack = 3;

    /// <summary>The queue message goes out before its row; until then a sender would find nothing.</summary>
    private static readonly TimeSpan AfterTheRow = TimeSpan.FromSeconds(10);

    private readonly TableClient people = storage.Table(StorageNames.Tables.People);
    private readonly QueueSender notifications = storage.Queue(StorageNames.Queues.Notifications);

    private IReadOnlyList<int> Days => [.. (configuration["Certificates:RemindDays"] is { Length: > 0 } set ? set : "60,30")
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(d => int.Parse(d, CultureInfo.InvariantCulture))];

    /// <summary>At half past eight in Shanghai.</summary>
    [Function(nameof(ExpiryReminders))]
    public Task Run([TimerTrigger("0 30 0 * * *")] TimerInfo timer, CancellationToken cancellationToken) => RemindAsync(cancellationToken);

    internal async Task RemindAsync(CancellationToken cancellationToken)
    {
        var today = OfficeHours.DateOf(time.GetUtcNow());
        foreach (var days in Days)
        {
            for (var missed = LookBack; missed >= 0; missed--)
            {
                var day = today.AddDays(days - missed);
                await foreach (var certificate in register.ExpiringAsync(day, cancellationToken))
                {
                    await RemindAsync(certificate, day, days, cancellationToken);
                }
            }
        }
    }

    private async Task RemindAsync(ExpiringCertificate certificate, DateOnly validTo, int days, CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(certificate.CaseNumber, cancellationToken) is not { } record
            || record.Results.FirstOrDefault(r => r.Identifier == certificate.Identifier) is not { RevokedAt: null } result)
        {
            return;
        }

        var row = MessageOf(record, result, OfficeHours.At(validTo.AddDays(-days), new TimeOnly(8, 30)), days);
        if ((await people.GetEntityIfExistsAsync<MessageRow>(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken)).HasValue)
        {
            return;
        }

        await notifications.SendAsync(new SendMessages(row.PartitionKey, [row.RowKey]), AfterTheRow, cancellationToken);
        try
        {
            await people.AddEntityAsync(row, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // Another instance was quicker: the message is there, and its sender claims it once.
        }
    }

    private static MessageRow MessageOf(CaseRecord record, Result result, DateTimeOffset at, int days)
    {
        var english = record.Applicant.Language == "en";
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["applicant"] = record.Applicant.Name,
            ["number"] = record.Number,
            ["item"] = english ? record.ItemName.En : record.ItemName.Zh,
            ["certificate"] = english ? result.Name.En : result.Name.Zh,
            ["certificateNumber"] = result.Number,
            ["validTo"] = result.ValidTo!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
        return new MessageRow
        {
            PartitionKey = record.Applicant.PersonId,
            RowKey = PersonKeys.Expiry(at, record.Number, result.Id, days),
            Number = record.Number,
            At = at,
            Kind = NoticeKind.RenewalReminder,
            Variables = JsonSerializer.Serialize(variables, CaseJson.Options),
            Language = record.Applicant.Language,
            Phone = record.Applicant.Phone,
            Email = record.Applicant.Email,
            Delivery = MessageDelivery.Pending,
        };
    }
}
