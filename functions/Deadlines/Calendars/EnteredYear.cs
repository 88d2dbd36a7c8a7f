using System.Globalization;
using System.Text.Json;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Deadlines;

/// <summary>A year as an administrator entered it.</summary>
/// <param name="Data">The year; its version counts the entries.</param>
/// <param name="By">Account that entered it.</param>
/// <param name="At">When.</param>
internal sealed record EnteredYear(HolidayYear Data, string By, DateTimeOffset At)
{
    public const string Prefix = "year~";

    /// <summary>Rows of one year begin like this.</summary>
    public static string PrefixOf(int year) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{year:D4}~");

    public static EnteredYear Read(TableEntity row) => JsonColumns.Read<EnteredYear>(row, JsonSerializerOptions.Web);

    public TableEntity ToRow()
    {
        var row = new TableEntity(ReferenceRows.Partition, string.Create(CultureInfo.InvariantCulture, $"{PrefixOf(Data.Year)}{Data.Version:D4}"));
        JsonColumns.Write(row, this, JsonSerializerOptions.Web);
        return row;
    }
}
