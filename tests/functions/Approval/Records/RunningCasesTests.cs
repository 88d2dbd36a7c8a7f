using NoVisit.Storage;
using NoVisit.Storage.Tables;
using NoVisit.Tests;

namespace NoVisit.Approval.Records;

/// <summary>The pass over all running cases that the correction of a calendar makes (TL-03).</summary>
[Rule("TL-03")]
public sealed class RunningCasesTests(Azurite azurite)
{
    [Fact]
    public async Task Every_case_that_is_neither_decided_nor_ended_is_found_page_by_page()
    {
        var cancel = TestContext.Current.CancellationToken;
        var house = await CaseHouse.OpenAsync(azurite);
        var people = house.Storage.Table(StorageNames.Tables.People);
        var states = Enum.GetValues<CaseState>();
        foreach (var state in states)
        {
            var row = new CaseRow { PartitionKey = $"person.{state}", RowKey = $"case~1~{state}", Number = state.ToString(), State = state };
            await people.UpsertEntityAsync(row, TableUpdateMode.Replace, cancel);
        }

        var running = new RunningCases(house.Storage);
        List<string> found = [];
        string? after = null;
        do
        {
            var (numbers, next) = await running.PageAsync(after, 2, cancel);
            Assert.True(numbers.Count <= 2);
            found.AddRange(numbers);
            after = next;
        }
        while (after is not null);

        Assert.Equal(
            states.Where(s => !s.IsFinal() && !s.IsDecided()).Select(s => s.ToString()).Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }
}
