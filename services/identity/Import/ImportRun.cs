using System.Runtime.CompilerServices;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>One run of one import: reads the file from its beginning, passes over what has its outcome, registers the
/// rest side by side.</summary>
sealed class ImportRun(
    ImportRow row, NpgsqlDataSource data, Vault vault, ImportLineRegistration lines, int parallelism,
    TimeProvider clock)
{
    const int LongestRecord = 64 * 1024;
    static readonly TimeSpan TellEvery = TimeSpan.FromMilliseconds(500);

    readonly Queue<(long Line, Task<string?> Outcome)> _inHand = new();
    Dictionary<string, long> _counts = [];
    long _doneLine = row.DoneLine;
    long _told;
    long _toldRegistered;
    double? _rate;
    volatile bool _look;

    /// <summary>Lines this run has brought to their outcome.</summary>
    public long Registered { get; private set; }

    /// <summary>The status may have changed: have a look before the next line.</summary>
    public void Look() => _look = true;

    /// <returns>The status it has now.</returns>
    public async Task<string> RunAsync(CancellationToken ct)
    {
        _counts = await ImportProgress.CountAsync(data, row.Import, ct);
        var done = await ImportProgress.DoneAsync(data, row.Import, _doneLine, ct);
        var reading = new ImportReading(row.Settings);
        _told = clock.GetTimestamp();
        try
        {
            await foreach (var record in RecordsAsync(ct))
            {
                if (record.Line <= row.DoneLine || done.Remove(record.Line)) continue;
                if (IsTimeToTell() && await TellAsync(ct) is var status and not ImportStatuses.Running)
                    return await StopAsync(status, ct);
                if (_inHand.Count >= parallelism) await TakeAsync();
                var line = reading.Read(record);
                _inHand.Enqueue((record.Line, lines.RegisterAsync(line, reading, ct)));
            }
        }
        catch (CsvRecordTooLongException e)
        {
            return await EndAsync(ImportStatuses.Failed, "record-too-long", e.Line, ct);
        }
        finally
        {
            // whatever happened, nothing may go on behind the back of the next run
            await Task.WhenAll(_inHand.Select(one => one.Outcome)).ContinueWith(
                static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        return await EndAsync(ImportStatuses.Finished, null, null, ct);
    }

    async Task<string> StopAsync(string? status, CancellationToken ct)
    {
        while (_inHand.Count > 0) await TakeAsync();
        await TellAsync(ct);
        return status ?? ImportStatuses.Cancelled;
    }

    async Task<string> EndAsync(string status, string? code, long? line, CancellationToken ct)
    {
        while (_inHand.Count > 0) await TakeAsync();
        _counts = await ImportProgress.CountAsync(data, row.Import, ct);
        await TellAsync(ct);
        await ImportProgress.EndAsync(data, row.Import, status, code, line, clock.GetUtcNow(), ct);
        return status;
    }

    async Task TakeAsync()
    {
        var (line, outcome) = _inHand.Dequeue();
        if (await outcome is { } status)
        {
            _counts[status] = _counts.GetValueOrDefault(status) + 1;
            Registered++;
        }

        _doneLine = line;
    }

    bool IsTimeToTell()
    {
        if (!_look && clock.GetElapsedTime(_told) < TellEvery) return false;
        _look = false;
        return true;
    }

    Task<string?> TellAsync(CancellationToken ct)
    {
        var passed = clock.GetElapsedTime(_told).TotalSeconds;
        if (passed > 0.1)
        {
            var now = (Registered - _toldRegistered) / passed;
            _rate = _rate is { } before ? before * 0.7 + now * 0.3 : now;
            (_told, _toldRegistered) = (clock.GetTimestamp(), Registered);
        }

        return ImportProgress.TellAsync(data, row.Import, _doneLine, _counts, _rate, clock.GetUtcNow(), ct);
    }

    async IAsyncEnumerable<CsvRecord> RecordsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        using var spool = new ImportSpool(data, row.Import, vault.OpenKey(row.Import, row.Key));
        var settings = row.Settings;
        // of NDJSON a line is a record of one cell: no JSON holds U+0000
        var records = settings.Columns is null
            ? new CsvRecords('\0', null, LongestRecord)
            : new CsvRecords(settings.Delimiter![0], settings.Quote, LongestRecord);
        var decoder = ImportText.Encoding(settings.Charset!).GetDecoder();
        var characters = new char[ImportSpool.Portion + 4];
        var read = new List<CsvRecord>();
        var (first, header) = (true, settings.Columns is not null && settings.Header);
        await foreach (var portion in spool.ReadAsync(row.Upload, ct))
        {
            var bytes = first ? ImportText.Unmarked(portion) : portion;
            first = false;
            var endless = Push(records, characters.AsSpan(0, decoder.GetChars(bytes, characters, flush: false)), read);
            foreach (var record in read)
            {
                if (header) header = false;
                else yield return record;
            }

            if (endless is not null) throw endless;
            read.Clear();
        }

        records.Push(characters.AsSpan(0, decoder.GetChars([], characters, flush: true)), read);
        records.Complete(read);
        foreach (var record in read)
        {
            if (header) header = false;
            else yield return record;
        }
    }

    /// <summary>What was whole before a record that does not end is still registered.</summary>
    static CsvRecordTooLongException? Push(CsvRecords records, ReadOnlySpan<char> text, List<CsvRecord> read)
    {
        try
        {
            records.Push(text, read);
            return null;
        }
        catch (CsvRecordTooLongException e)
        {
            return e;
        }
    }
}
