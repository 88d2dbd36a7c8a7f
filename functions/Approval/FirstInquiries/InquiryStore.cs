using Azure;
using NoVisit.Protection;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Approval.FirstInquiries;

/// <summary>The register of first inquiries: one partition of the inbox, in the order of days, so that who has it and who watches see the same row.</summary>
internal sealed class InquiryStore(StorageConnection storage, FieldProtector protector)
{
    public const string Partition = "inquiries";

    private const string ContactField = "inquiry.contact";
    private readonly TableClient inbox = storage.Table(StorageNames.Tables.Inbox);

    /// <summary>For pages of the register.</summary>
    public TableClient Table => inbox;

    public async Task<(Inquiry Inquiry, ETag ETag)?> FindAsync(string number, CancellationToken cancellationToken)
    {
        var found = await inbox.GetEntityIfExistsAsync<TableEntity>(Partition, number, cancellationToken: cancellationToken);
        return found.HasValue ? (Read(found.Value!), found.Value!.ETag) : null;
    }

    /// <summary>Stores a new one; false when the number is there already.</summary>
    public async Task<bool> AddAsync(Inquiry inquiry, CancellationToken cancellationToken)
    {
        try
        {
            await inbox.AddEntityAsync(Row(inquiry), cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return false;
        }
    }

    /// <summary>Stores what became of one.</summary>
    /// <exception cref="RequestFailedException">412 when somebody changed it meanwhile.</exception>
    public Task SaveAsync(Inquiry inquiry, ETag read, CancellationToken cancellationToken) =>
        inbox.UpdateEntityAsync(Row(inquiry), read, TableUpdateMode.Replace, cancellationToken);

    public Inquiry Read(TableEntity row)
    {
        var stored = JsonColumns.Read<Inquiry>(row, CaseJson.Options);
        return stored with { Contact = stored.Contact is { } contact ? protector.Unprotect(stored.Number, ContactField, contact) : null };
    }

    private TableEntity Row(Inquiry inquiry)
    {
        var row = new TableEntity(Partition, inquiry.Number)
        {
            ["Person"] = inquiry.First.Person,
            ["First"] = inquiry.First.Department,
            ["Department"] = inquiry.Department,
            ["Answered"] = inquiry.Answer is not null,
        };
        JsonColumns.Write(
            row, inquiry with { Contact = inquiry.Contact is { } contact ? protector.Protect(inquiry.Number, ContactField, contact) : null }, CaseJson.Options);
        return row;
    }
}
