using NoVisit.Emulator.Durable;

namespace NoVisit.Emulator.Store;

/// <summary>A message from instance to instance.</summary>
internal readonly record struct Letter(long Seq, string InstanceId, Message Message);

/// <summary>One turn of an instance with all that it caused, as one write.</summary>
internal sealed class InstanceWrite : IHubWrite
{
    private readonly InstanceRow? _row;
    private readonly InstanceRow? _before;
    private readonly bool _startsOver;
    private readonly string? _turn;
    private readonly string? _customStatus;
    private readonly string? _input;
    private readonly string? _output;
    private readonly IReadOnlyList<(long Id, string Body)> _payloads;
    private readonly IReadOnlyList<(Letter Letter, string Text)> _sent;
    private readonly IReadOnlyList<long> _received;
    private readonly Action<Exception?> _settled;

    /// <summary>Prepares the write; texts are made here, on the caller's thread.</summary>
    /// <param name="before">The instance as it is stored; null if it is not.</param>
    /// <param name="row">The instance as it is to be; null to remove it.</param>
    /// <param name="startsOver">Whether the stored history goes.</param>
    /// <param name="events">The turn's history; empty without a turn.</param>
    /// <param name="sent">Messages to others.</param>
    /// <param name="received">Rows of the inbox that the turn has heard.</param>
    /// <param name="nextPayloadId">Numbers large payloads.</param>
    /// <param name="settled">Told the result.</param>
    public InstanceWrite(
        InstanceRow? before,
        InstanceRow? row,
        bool startsOver,
        IReadOnlyList<HistoryEvent> events,
        IReadOnlyList<Letter> sent,
        IReadOnlyList<long> received,
        Func<long> nextPayloadId,
        Action<Exception?> settled)
    {
        var payloads = new Payloads(nextPayloadId);
        _before = before;
        _row = row;
        _startsOver = startsOver;
        _settled = settled;
        _received = received;
        _turn = events.Count == 0 ? null : HubCodec.Write(payloads.SetAside(events));
        _sent = sent.Count == 0 ? [] : [.. sent.Select(letter => (letter, HubCodec.Write(letter.Message)))];
        if (row is not null && (IsWhole || IsShown))
        {
            _customStatus = payloads.SetAside(row.CustomStatus);
            _output = payloads.SetAside(row.Output);
            _input = IsWhole ? payloads.SetAside(row.Input) : null;
        }

        _payloads = payloads.Added;
    }

    private bool IsWhole => _before is null || _startsOver;

    private bool IsShown => _row!.HasEnded || _before!.CustomStatus != _row.CustomStatus;

    public void Apply(HubTables tables)
    {
        if (_before is not null && (_startsOver || _row is null))
        {
            tables.ClearHistory(_before.Key);
        }

        if (_before is not null && _row?.Key != _before.Key)
        {
            tables.Delete(_before.Key);
        }

        if (_row is not null && IsWhole)
        {
            tables.Replace(_row, _customStatus, _input, _output);
        }
        else if (_row is not null)
        {
            tables.Update(_row);
            if (IsShown)
            {
                tables.Show(_row, _customStatus, _output);
            }
        }

        foreach (var (id, body) in _payloads)
        {
            tables.AddPayload(id, _row!.Key, body);
        }

        if (_turn is not null)
        {
            tables.AddTurn(_row!.Key, _row.Turns, _turn);
        }

        foreach (var (letter, text) in _sent)
        {
            tables.Send(letter.Seq, letter.InstanceId, text);
        }

        foreach (var seq in _received)
        {
            tables.Receive(seq);
        }
    }

    public void Settle(Exception? failure) => _settled(failure);
}
