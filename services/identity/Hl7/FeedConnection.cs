using TrustCenter.Hl7;

namespace TrustCenter.Identities;

/// <summary>One connection: a message, its answer, the next message. So messages of a connection are applied in the
/// order in which they came.</summary>
sealed class FeedConnection(
    Stream stream, FeedDesk desk, IReadOnlyList<Hl7SenderOptions> senders, Hl7Options options, ILogger log)
{
    readonly MllpFrames _frames = new(options.MostBytes);
    readonly byte[] _buffer = new byte[16 * 1024];

    /// <summary>Why it ended.</summary>
    public async Task<string> RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            var (count, why) = await ReadAsync(stopping);
            if (count == 0) return why;
            for (var at = 0; Next(ref at, count) is { } frame;)
            {
                if (await AnswerAsync(frame, stopping) is not { } answers) return "the database does not answer";
                foreach (var answer in answers)
                    await stream.WriteAsync(MllpFrames.Write(answer), CancellationToken.None);
                if (stopping.IsCancellationRequested) return "stopping"; // what is not answered is sent again
            }

            if (_frames.Length > 16L * options.MostBytes || _frames.Astray > options.MostBytes)
                return "what is sent does not end";
        }
    }

    MllpFrame? Next(ref int at, int count)
    {
        ReadOnlySpan<byte> rest = _buffer.AsSpan(at, count - at);
        var frame = _frames.Take(ref rest);
        at = count - rest.Length;
        return frame;
    }

    async Task<(int Count, string Why)> ReadAsync(CancellationToken stopping)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        patience.CancelAfter(TimeSpan.FromSeconds(_frames.IsInside ? options.MessageSeconds : options.IdleSeconds));
        try
        {
            return (await stream.ReadAsync(_buffer, patience.Token), "closed by the sender");
        }
        catch (OperationCanceledException)
        {
            return (0, stopping.IsCancellationRequested ? "stopping"
                : _frames.IsInside ? "a message did not end" : "nothing was sent");
        }
    }

    async Task<IReadOnlyList<byte[]>?> AnswerAsync(MllpFrame frame, CancellationToken stopping)
    {
        var patience = TimeSpan.FromSeconds(options.PatienceSeconds);
        try
        {
            var header = Hl7Message.ReadHeader(frame.Content);
            if (frame.IsTooLarge)
            {
                return Acknowledgements.Of(header, desk.Refuse(Hl7Complaint.Of(Hl7Errors.DataType, "too-large",
                    Hl7Place.Message, $"A message has at most {options.MostBytes} bytes.")));
            }

            if (SenderOf(header) is not { } sender)
            {
                return Acknowledgements.Of(header, desk.Refuse(Hl7Complaint.Of(Hl7Errors.TableValue, "sender-unknown",
                    new("MSH", 1, 3, 1, 1), "This application does not send here; an operator has to add it.")));
            }

            return await desk.TakeAsync(sender, header, frame.Content, patience, stopping) is { } outcome
                ? Acknowledgements.Of(header, outcome) : null;
        }
        catch (Hl7Exception fault)
        {
            LogMessages.HeaderUnreadable(log, fault.Code);
            return [Acknowledgements.OfUnreadable(desk.Refuse(Hl7Complaint.Of(fault)))];
        }
    }

    Hl7SenderOptions? SenderOf(Hl7Segment header) => senders.FirstOrDefault(sender =>
        sender.Application == header.Text(3) && (sender.Facility is null || sender.Facility == header.Text(4)));
}
