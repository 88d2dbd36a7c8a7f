using Azure;
using Azure.Storage.Blobs.Specialized;

namespace NoVisit.Filing.Uploads;

/// <summary>
/// Reads the verdict that Microsoft Defender for Storage writes as a blob index tag some seconds after an upload. The upload address
/// cannot write tags (that is a permission of its own), and writing a blob anew removes them.
/// </summary>
public sealed class DefenderTagScanner : IMalwareScanner
{
    /// <summary>The tag's name, as Defender spells it.</summary>
    public const string TagName = "Malware Scanning scan result";

    /// <inheritdoc/>
    public Task<IMalwareScan> BeginAsync(BlobBaseClient blob, CancellationToken cancellationToken = default) =>
        Task.FromResult<IMalwareScan>(new Scan(blob));

    private sealed class Scan(BlobBaseClient blob) : IMalwareScan
    {
        public bool NeedsContent => false;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

        public async Task<ScanVerdict> FinishAsync(CancellationToken cancellationToken = default)
        {
            try
            {
                var tags = await blob.GetTagsAsync(cancellationToken: cancellationToken);
                return tags.Value.Tags.TryGetValue(TagName, out var result)
                    ? result switch
                    {
                        "No threats found" => new ScanVerdict.Clean(),
                        "Malicious" => new ScanVerdict.Infected("Microsoft Defender"),
                        _ => new ScanVerdict.Unavailable($"Defender answered: {result}"),
                    }
                    : new ScanVerdict.Unavailable("Defender has not tagged the blob yet.");
            }
            catch (RequestFailedException e)
            {
                return new ScanVerdict.Unavailable($"The tags could not be read: {e.Status} {e.ErrorCode}");
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
