using System.Globalization;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Identity;

/// <summary>The access log as a table: partition the case, newest row first.</summary>
internal sealed class TableAccessLog(StorageConnection storage, TimeProvider time) : IAccessLog
{
    private readonly TableClient table = storage.Table(StorageNames.Tables.AccessLog);

    /// <inheritdoc/>
    public Task WriteAsync(Caller caller, string caseNumber, string what, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var order = (DateTimeOffset.MaxValue.UtcTicks - now.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);
        var row = new TableEntity(caseNumber, $"{caseNumber}~{order}~{Guid.NewGuid():N}")
        {
            ["At"] = now,
            ["By"] = caller.Id,
            ["Roles"] = string.Join(',', caller.Roles),
            ["Department"] = caller.Department,
            ["What"] = what,
        };
        return table.AddEntityAsync(row, cancellationToken);
    }
}
