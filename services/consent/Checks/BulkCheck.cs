using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Threading.Channels;
using Npgsql;
using TrustCenter.Contracts.Consent;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// One bulk check under way, in three steps that overlap: lines are read and their identifiers hashed, portions are
/// answered one after the other, each in a transaction of its own, and answers are sent. Reading never waits for
/// sending, for many a client reads nothing before it has sent everything.
/// </summary>
sealed class BulkCheck(
    NpgsqlDataSource dataSource, Vault vault, CheckQuestion question, Caller caller, TimeProvider clock)
{
    const int Portion = 2_000;
    const int AnswerBytes = 192; // of one line, about

    readonly Channel<ReadOnlyMemory<byte>> _answers = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    List<CheckedPerson> _people = new(Portion);
    Task _answering = Task.CompletedTask;
    long _read;
    long _answered;

    public async Task AnswerAsync(NdjsonLines lines, PipeWriter output, CancellationToken ct)
    {
        var sending = SendAsync(output, ct);
        try
        {
            var fault = await ReadAsync(lines, ct);
            await BeginPortionAsync(ct);
            await _answering;
            if (fault is not null)
            {
                var json = JsonSerializer.SerializeToUtf8Bytes(fault, StoredJson.Options);
                _answers.Writer.TryWrite((byte[])[.. json, (byte)'\n']);
            }

            _answers.Writer.Complete();
        }
        catch (Exception problem)
        {
            await _answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _answers.Writer.Complete(problem);
        }

        await sending;
    }

    /// <summary>Everybody, or up to the first line that is at fault.</summary>
    async Task<BulkFault?> ReadAsync(NdjsonLines lines, CancellationToken ct)
    {
        while (true)
        {
            if (!lines.TryTake(out var line))
            {
                if (await lines.NextAsync(ct) is not { } next) return null;
                line = next;
            }

            if (++_read > CheckingConsents.MostPeople)
                return new(_read, "too-many", $"At most {CheckingConsents.MostPeople} people a request.");
            if (!PersonLine.TryRead(line.Span, out var type, out var value))
                return new(_read, "person-invalid", "A person is a JSON object with the texts 'type' and 'value'.");
            _people.Add(new(question.Domain, [SignerIds.Lookup(vault, question.Domain, new(type, value))]));
            if (_people.Count == Portion) await BeginPortionAsync(ct);
        }
    }

    /// <summary>Answers what has been read while more is read.</summary>
    async Task BeginPortionAsync(CancellationToken ct)
    {
        await _answering;
        if (_people.Count == 0) return;
        var people = _people;
        _people = new(Portion);
        _answering = Task.Run(() => AnswerAsync(people, ct), ct);
    }

    async Task AnswerAsync(List<CheckedPerson> people, CancellationToken ct)
    {
        var results = await Checker.AnswerAsync(dataSource, question, people, caller, clock.GetUtcNow(), ct);
        var lines = new ArrayBufferWriter<byte>(results.Count * AnswerBytes);
        foreach (var result in results) BulkAnswerLine.Write(lines, ++_answered, result);
        _answers.Writer.TryWrite(lines.WrittenMemory);
    }

    async Task SendAsync(PipeWriter output, CancellationToken ct)
    {
        await foreach (var answers in _answers.Reader.ReadAllAsync(ct))
            await output.WriteAsync(answers, ct);
    }
}
