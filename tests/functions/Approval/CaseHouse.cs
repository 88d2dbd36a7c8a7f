using System.Text;
using System.Text.Json;
using Azure.Identity;
using Azure.Storage.Queues.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using NoVisit.Approval.Records;
using NoVisit.Approval.StaffMessages;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Filing.Authorisations;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Identity.Delegations;
using NoVisit.Protection;
using NoVisit.Storage;
using NoVisit.Storage.Tables;
using NoVisit.Tests;
using NoVisit.Tests.Filing.Uploads;
using NoVisit.Tests.Storage;

namespace NoVisit.Approval;

/// <summary>The stores and the desk over an account of their own at the real Azurite, with a clock that stands where it is put.</summary>
internal sealed class CaseHouse
{
    public static readonly Caller Applicant = new(CaseWalk.Applicant, "张三", [Role.Applicant], null, Assurance.RealName);

    private CaseHouse(IConfiguration settings)
    {
        Settings = settings;
        Storage = new StorageConnection(settings, new StorageRequestCounter());
        Store = new CaseStore(Storage);
        Directory = new StaffDirectory(Storage, [.. StaffDirectory.Founding(CaseWalk.Catalogue.Registers), .. Documents], Clock);
        var box = new StaffBox(Storage, new CurrentCatalogue(CaseWalk.Catalogue, Storage, Clock), new PostContacts(settings));
        Projection = new CaseProjection(Storage, QueryCode, box, new ProvisionalDueRows(Storage), new Filing.Campaigns.CampaignStore(Storage), NullLogger<CaseProjection>.Instance);
        Calendar = new CurrentCalendar(CaseWalk.Clock, Storage);
        Desk = new CaseDesk(Store, Projection, Storage, Directory, new AuthorisationStore(Storage), Calendar, Clock, NullLogger<CaseDesk>.Instance);
    }

    public IConfiguration Settings { get; }

    public StorageConnection Storage { get; }

    public QueryCode QueryCode { get; } = new(new byte[32]);

    public FieldProtector Protector { get; } = new([new byte[32]]);

    public SetClock Clock { get; } = new();

    public CaseStore Store { get; }

    public CaseProjection Projection { get; }

    public CurrentCalendar Calendar { get; }

    public CaseDesk Desk { get; }

    public StaffDirectory Directory { get; }

    /// <summary>The chief representatives of the walks; the others act by their roles.</summary>
    private static IEnumerable<Delegation> Documents => [new()
    {
        Id = "walk-approver",
        Person = CaseWalk.Approver.Id,
        Department = "SCJ",
        Rights = Enum.GetValues<Right>(),
        From = new(2020, 1, 1),
        Document = "启审授〔2020〕2号",
    }];

    public RecordedOrchestrations Orchestrations { get; } = new();

    public Paging Paging { get; } = new(new byte[32]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<CaseHouse> OpenAsync(Azurite azurite, params (string Key, string? Value)[] settings)
    {
        var configuration = StorageFixture.Settings([("AzureWebJobsStorage", azurite.NewAccount()), .. settings]);
        var house = new CaseHouse(configuration);
        await new StorageSetup(house.Storage, configuration).EnsureAsync(Cancel);
        return house;
    }

    /// <summary>A request as the platform hands it to a function.</summary>
    public static HttpRequest Request(Caller? caller, string path = "/", string query = "", object? body = null, string ifMatch = "*")
    {
        var context = new DefaultHttpContext();
        caller?.Enter(context);
        context.Request.Path = path;
        context.Request.QueryString = new QueryString(query);
        context.Request.Headers.IfMatch = ifMatch;
        if (body is not null)
        {
            context.Request.ContentType = "application/json";
            context.Request.Body = new MemoryStream(body as byte[] ?? JsonSerializer.SerializeToUtf8Bytes(body, Json.Options));
        }

        return context.Request;
    }

    public static T Body<T>(IResult result) => Assert.IsType<T>(Assert.IsType<Answer>(result).Body);

    /// <summary>Commits the whole way of a case, and what each step brings to the read models if wanted.</summary>
    public async Task<CaseHouse> StoreAsync(CaseWalk walk, bool projected = false, int times = 1)
    {
        foreach (var transition in walk.Transitions)
        {
            var before = await Store.FindAsync(walk.CaseNumber, Cancel);
            await Store.CommitAsync(transition, before?.ETag, Cancel);
            for (var i = 0; projected && i < times; i++)
            {
                await Projection.ProjectAsync(transition, Cancel);
            }
        }

        Clock.Now = walk.Now;
        return this;
    }

    public async Task<CaseRecord> RecordAsync(string number = CaseWalk.Number) => (await Store.FindAsync(number, Cancel))!.Record;

    /// <summary>All rows of a table, as text that can be compared: keys and columns without the service's own.</summary>
    public async Task<List<string>> RowsAsync(string table, string? filter = null, params string[] without)
    {
        List<string> rows = [];
        await foreach (var row in Storage.Table(table).QueryAsync<TableEntity>(filter, cancellationToken: Cancel))
        {
            var columns = row.Where(c => c.Key is not ("odata.etag" or "Timestamp" or "PartitionKey" or "RowKey") && !without.Contains(c.Key))
                .OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key}={c.Value}");
            rows.Add($"{row.PartitionKey} {row.RowKey}: {string.Join(", ", columns)}");
        }

        return rows;
    }

    public async Task<List<T>> ReadAsync<T>(string table, string? filter = null)
        where T : class, ITableEntity, new() => await Storage.Table(table).QueryAsync<T>(filter, cancellationToken: Cancel).ToListAsync(Cancel);

    /// <summary>How many messages wait in a queue, those that are still invisible among them.</summary>
    public async Task<int> WaitingAsync(string queue)
    {
        QueueProperties properties = await Storage.Queues.GetQueueClient(queue).GetPropertiesAsync(Cancel);
        return properties.ApproximateMessagesCount;
    }

    /// <summary>The visible messages of a queue; they stay there.</summary>
    public async Task<List<T>> PeekAsync<T>(string queue)
    {
        PeekedMessage[] messages = await Storage.Queues.GetQueueClient(queue).PeekMessagesAsync(32, Cancel);
        return [.. messages.Select(m => JsonSerializer.Deserialize<T>(Encoding.UTF8.GetString(m.Body.ToArray()), JsonSerializerOptions.Web)!)];
    }

    public static ManagedIdentityCredential NoCredential() => new(ManagedIdentityId.SystemAssigned);
}

/// <summary>Records what is started and woken; what was started counts as running until it is ended here.</summary>
internal sealed class RecordedOrchestrations() : DurableTaskClient("test")
{
    private readonly HashSet<string> ended = new(StringComparer.Ordinal);

    public List<(string Orchestrator, string InstanceId)> Started { get; } = [];

    public List<string> Woken { get; } = [];

    /// <summary>What waking meets instead of success.</summary>
    public Exception? Failure { get; set; }

    public void End(string instanceId) => ended.Add(instanceId);

    public void Run(string instanceId) => Started.Add(("", instanceId));

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        Started.Add((orchestratorName.Name, options!.InstanceId!));
        return Task.FromResult(options.InstanceId!);
    }

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        if (Failure is not null)
        {
            return Task.FromException(Failure);
        }

        Woken.Add(instanceId);
        return Task.CompletedTask;
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Task.FromResult(Started.Any(s => s.InstanceId == instanceId)
            ? new OrchestrationMetadata("", instanceId)
            {
                RuntimeStatus = ended.Contains(instanceId) ? OrchestrationRuntimeStatus.Completed : OrchestrationRuntimeStatus.Running,
            }
            : null);

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Microsoft.DurableTask.AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        Pageable.Create<OrchestrationMetadata>((_, _) => Task.FromResult(new Microsoft.DurableTask.Page<OrchestrationMetadata>(
            [.. Started.Select(s => s.InstanceId).Distinct(StringComparer.Ordinal)
                .Where(id => id.StartsWith(filter?.InstanceIdPrefix ?? "", StringComparison.Ordinal) && !ended.Contains(id))
                .Select(id => new OrchestrationMetadata("", id) { RuntimeStatus = OrchestrationRuntimeStatus.Running })])));

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
