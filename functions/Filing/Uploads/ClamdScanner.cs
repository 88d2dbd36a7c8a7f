using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Azure.Storage.Blobs.Specialized;

namespace NoVisit.Filing.Uploads;

/// <summary>Streams content to ClamAV's daemon (TCP, <c>zINSTREAM</c>); it keeps nothing on either side.</summary>
/// <param name="host">Where clamd listens.</param>
/// <param name="port">Its TCP port.</param>
/// <param name="timeout">For connecting and for each write, 20 s by default; the verdict may take three times as long.</param>
public sealed class ClamdScanner(string host, int port, TimeSpan? timeout = null) : IMalwareScanner
{
    private const int MaxAnswerLength = 4096;

    private readonly TimeSpan patience = timeout ?? TimeSpan.FromSeconds(20);

    /// <summary>Whether clamd answers.</summary>
    public async Task<bool> PingAsync(CancellationToken cancellationToken = default)
    {
        await using var scan = new Scan(patience);
        return await scan.ConnectAsync(host, port, "zPING\0"u8.ToArray(), cancellationToken) && await scan.ReadAsync(cancellationToken) == "PONG";
    }

    /// <inheritdoc/>
    public async Task<IMalwareScan> BeginAsync(BlobBaseClient blob, CancellationToken cancellationToken = default)
    {
        var scan = new Scan(patience);
        await scan.ConnectAsync(host, port, "zINSTREAM\0"u8.ToArray(), cancellationToken);
        return scan;
    }

    /// <summary>Reads clamd's answer to a stream.</summary>
    internal static ScanVerdict VerdictOf(string answer)
    {
        const string prefix = "stream: ";
        const string found = " FOUND";
        return answer switch
        {
            "stream: OK" => new ScanVerdict.Clean(),
            _ when answer.StartsWith(prefix, StringComparison.Ordinal) && answer.EndsWith(found, StringComparison.Ordinal) =>
                new ScanVerdict.Infected(answer[prefix.Length..^found.Length]),
            "" => new ScanVerdict.Unavailable("clamd closed the connection without an answer."),
            _ => new ScanVerdict.Unavailable($"clamd answered: {answer}"),
        };
    }

    private sealed class Scan(TimeSpan patience) : IMalwareScan
    {
        private readonly TcpClient client = new() { NoDelay = true };
        private string? failure;
        private bool stalled;

        public bool NeedsContent => true;

        public Task<bool> ConnectAsync(string host, int port, byte[] command, CancellationToken cancellationToken) => TryAsync(
            async limit =>
            {
                await client.ConnectAsync(host, port, limit);
                await client.GetStream().WriteAsync(command, limit);
            },
            cancellationToken);

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken = default)
        {
            // A piece without bytes would end the stream.
            if (failure is null && piece.Length > 0)
            {
                await TryAsync(limit => WritePieceAsync(piece, limit), cancellationToken);
            }
        }

        public async Task<ScanVerdict> FinishAsync(CancellationToken cancellationToken = default)
        {
            if (failure is null)
            {
                await TryAsync(limit => WritePieceAsync(ReadOnlyMemory<byte>.Empty, limit), cancellationToken);
            }

            // Even a broken stream may have an answer waiting: clamd says why before it hangs up. One that stalls has none.
            var answer = client.Connected && !stalled ? await ReadAsync(cancellationToken) : null;
            return answer is { Length: > 0 } ? VerdictOf(answer) : new ScanVerdict.Unavailable(failure ?? "clamd closed the connection without an answer.");
        }

        public ValueTask DisposeAsync()
        {
            client.Dispose();
            return ValueTask.CompletedTask;
        }

        /// <summary>The answer without its final NUL, or <see langword="null"/> when there is none in time.</summary>
        public async Task<string?> ReadAsync(CancellationToken cancellationToken)
        {
            string? answer = null;
            await TryAsync(
                async limit =>
                {
                    var buffer = new byte[MaxAnswerLength];
                    var length = 0;
                    int read;
                    while (length < buffer.Length && (read = await client.GetStream().ReadAsync(buffer.AsMemory(length), limit)) > 0)
                    {
                        length += read;
                        if (buffer[length - 1] == 0)
                        {
                            break;
                        }
                    }

                    answer = Encoding.UTF8.GetString(buffer, 0, length).TrimEnd('\0', '\n');
                },
                cancellationToken,
                patience * 3);
            return answer;
        }

        private async Task WritePieceAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
        {
            var length = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(length, (uint)piece.Length);
            var stream = client.GetStream();
            await stream.WriteAsync(length, cancellationToken);
            await stream.WriteAsync(piece, cancellationToken);
        }

        private async Task<bool> TryAsync(Func<CancellationToken, Task> step, CancellationToken cancellationToken, TimeSpan? atMost = null)
        {
            var allowed = atMost ?? patience;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(allowed);
            try
            {
                await step(limit.Token);
                return true;
            }
            catch (Exception e) when (e is SocketException or IOException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                stalled = e is OperationCanceledException;
                failure ??= stalled ? $"clamd did not answer within {allowed.TotalSeconds:0} s." : e.Message;
                return false;
            }
        }
    }
}
