using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using NoVisit.Filing.Uploads;
using NoVisit.Storage;
using NoVisit.Tests.Storage;

namespace NoVisit.Tests.Filing.Uploads;

/// <summary>A store of its own with tickets, completion and reading over it, and a phone that uploads with plain HTTP.</summary>
internal sealed class UploadFixture : IDisposable
{
    public const string Person = "zhang.san";
    public const string Draft = "d-7f3a";
    public const string Material = "M004";

    private readonly WriteAddresses addresses;

    public UploadFixture(string connectionString, IMalwareScanner scanner, TimeProvider? storageClock = null, byte[]? key = null)
    {
        Storage = new StorageConnection(StorageFixture.Settings(("AzureWebJobsStorage", connectionString)), new StorageRequestCounter());
        var tokens = new UploadTokens(key ?? new byte[32]);
        addresses = new WriteAddresses(Storage, storageClock ?? TimeProvider.System);
        Tickets = new UploadTickets(tokens, addresses, Clock);
        Completion = new UploadCompletion(Storage, tokens, scanner, Clock, Log);
        Reader = new MaterialReader(Storage);
    }

    public StorageConnection Storage { get; }

    public SetClock Clock { get; } = new();

    public KeptLog Log { get; } = new();

    public UploadTickets Tickets { get; }

    public UploadCompletion Completion { get; }

    public MaterialReader Reader { get; }

    public HttpClient Http { get; } = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static byte[] Pdf(int length = 3000) => [.. "%PDF-1.7\n"u8, .. Enumerable.Range(0, length).Select(i => (byte)i), .. "\n%%EOF\n"u8];

    /// <summary>The test file that every scanner knows, put together here so that no scanner objects to this source.</summary>
    public static byte[] Eicar() => Encoding.ASCII.GetBytes(@"X5O!P%@AP[4\PZX54(P^)7CC)7}" + "$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*");

    public static byte[] Zip(params string[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in entries)
            {
                using var content = zip.CreateEntry(entry).Open();
                content.Write(RandomNumberGenerator.GetBytes(5000));
            }
        }

        return stream.ToArray();
    }

    public static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public async Task<UploadFixture> ReadyAsync()
    {
        await Storage.Container(StorageNames.Containers.Materials).CreateIfNotExistsAsync(cancellationToken: Cancel);
        return this;
    }

    public async Task<UploadTicket> TicketAsync(long size, string fileName = "租赁合同.pdf", string contentType = "application/pdf", string draft = Draft)
    {
        var outcome = await Tickets.IssueAsync(new UploadRequest(Person, draft, Material, fileName, contentType, size), Cancel);
        return Assert.IsType<TicketOutcome.Issued>(outcome).Ticket;
    }

    public async Task<HttpResponseMessage> PutAsync(UploadTicket ticket, byte[] content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, ticket.UploadUrl) { Content = new ByteArrayContent(content) };
        foreach (var (name, value) in ticket.Headers)
        {
            request.Headers.Add(name, value);
        }

        return await Http.SendAsync(request, Cancel);
    }

    public async Task<HttpResponseMessage> PutBlocksAsync(UploadTicket ticket, byte[] content)
    {
        var ids = new List<string>();
        foreach (var block in content.Chunk(ticket.BlockSize))
        {
            var id = Convert.ToBase64String(Encoding.ASCII.GetBytes(ids.Count.ToString("D6", CultureInfo.InvariantCulture)));
            ids.Add(id);
            using var body = new ByteArrayContent(block);
            using var put = await Http.PutAsync(new Uri($"{ticket.UploadUrl}&comp=block&blockid={Uri.EscapeDataString(id)}"), body, Cancel);
            put.EnsureSuccessStatusCode();
        }

        using var list = new StringContent($"<BlockList>{string.Concat(ids.Select(i => $"<Latest>{i}</Latest>"))}</BlockList>", new MediaTypeHeaderValue("application/xml"));
        return await Http.PutAsync(new Uri($"{ticket.UploadUrl}&comp=blocklist"), list, Cancel);
    }

    /// <summary>Ticket, upload and completion of one file, as an honest client does it.</summary>
    public async Task<MaterialUpload> UploadAsync(byte[] content, string fileName = "租赁合同.pdf", string contentType = "application/pdf")
    {
        var ticket = await TicketAsync(content.Length, fileName, contentType);
        (await PutAsync(ticket, content)).EnsureSuccessStatusCode();
        return await ExamineAsync(ticket, Sha256(content));
    }

    public async Task<MaterialUpload> ExamineAsync(UploadTicket ticket, string sha256) =>
        Assert.IsType<CompletionOutcome.Examined>(await Completion.CompleteAsync(ticket.UploadId, Person, Draft, sha256, Cancel)).Upload;

    public async Task<byte[]> ReadAsync(MaterialUpload upload)
    {
        await using var stream = await Reader.OpenAsync(upload, Cancel);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Cancel);
        return bytes.ToArray();
    }

    public void Dispose()
    {
        Http.Dispose();
        addresses.Dispose();
    }
}

/// <summary>A clock that stands where it is put.</summary>
internal sealed class SetClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 2, 10, 1, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>Keeps what was logged.</summary>
internal sealed class KeptLog : ILogger<UploadCompletion>
{
    public List<(int Event, LogLevel Level, string Line)> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Add((eventId.Id, logLevel, formatter(state, exception)));
}
