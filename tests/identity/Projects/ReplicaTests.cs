using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities.Tests;

/// <summary>Replicas of a study's index: each holds all filters and follows what is registered.</summary>
public sealed class ReplicaTests(IdentityApp app) : IClassFixture<IdentityApp>, IDisposable
{
    const int People = 120;
    const int Queries = 12;

    readonly Sites _sites = new(app);
    ulong[][] _queries = [];
    readonly string _folder = Directory.CreateTempSubdirectory("trustcenter-replica-").FullName;

    static CancellationToken Now => TestContext.Current.CancellationToken;

    NpgsqlDataSource Data => app.Services.GetRequiredKeyedService<NpgsqlDataSource>(IdentitiesService.Name);

    Vault Vault => app.Services.GetRequiredKeyedService<Vault>(IdentitiesService.Name);

    [Fact(Timeout = 120_000)]
    public async Task Two_replicas_answer_as_one_while_filters_stream_in_and_a_killed_one_comes_back_from_its_file()
    {
        await _sites.OpenAsync();
        var (study, desk) = await StudyAsync();
        // an encoder is for one thread
        _queries = [.. Enumerable.Range(0, Queries).Select(query =>
            _sites.Encode(Sites.Person(query * 9) with { Postcode = "10115" }))];
        var history = new History(study, Data);
        var answers = new ConcurrentBag<(long Position, int Query, ImmutableArray<FoundFilter> Found)>();
        using var done = new CancellationTokenSource();
        var first = ReplicateAsync(study, "first", answers, done.Token);
        var second = ReplicateAsync(study, "second", answers, done.Token, dies: true);
        try
        {
            await StreamAsync(study, desk, history);
        }
        finally
        {
            await done.CancelAsync();
        }

        Assert.Equal(await first, await second);
        Assert.True(
            answers.DistinctBy(answer => answer.Position).Count() > 3, "Nothing streamed while they were asked.");
        foreach (var (position, query, found) in answers)
            Assert.Equal(Expected(study, history.At(position), _queries[query]), found);

        // a file that is damaged, or of another study, is not used
        var path = Directory.GetFiles(_folder, "study-*.index", SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(path, Now);
        bytes[^20] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, Now);
        Assert.Equal(0, (await Indexes("second").OfAsync(study)).Position);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>People come; some are written down anew, so that a filter goes and another one comes.</summary>
    async Task StreamAsync(Study study, StudyDesk desk, History history)
    {
        var registration = new FilterRegistration(Data, desk, Indexes("writer"), TimeProvider.System);
        var audit = AuditRecord.Of(new("filter-registered", $"project/{study.Id}", "done"),
            new("tests", ["site"], Permissions.OfRole["site"], ["*"], "0"), TimeProvider.System.GetUtcNow());
        for (var number = 0; number < People; number++)
        {
            var registered = await registration.RegisterAsync(
                study, number % 2 == 0 ? "north" : "south", Filter(Sites.Person(number)), study.Version, audit, Now);
            await history.NoteAsync(Now);
            if (number % 5 == 4)
            {
                await registration.ReplaceAsync(study, number % 2 == 0 ? "north" : "south", registered.Person,
                    Filter(Sites.Person(number + 5000)), study.Version, audit, Now);
                await history.NoteAsync(Now);
            }
        }
    }

    /// <returns>Where it is in the end, and its answers there.</returns>
    async Task<string> ReplicateAsync(
        Study study, string name, ConcurrentBag<(long, int, ImmutableArray<FoundFilter>)> answers,
        CancellationToken done, bool dies = false)
    {
        var (index, asked) = (await Indexes(name).OfAsync(study), 0L);
        await using var connection = await Data.OpenConnectionAsync(Now);
        while (true)
        {
            var last = done.IsCancellationRequested;
            await index.FollowAsync(study, connection, Now);
            for (var query = 0; query < Queries && index.Position > asked; query++)
                answers.Add((index.Position, query, Search(study, index, query)));
            asked = index.Position;
            if (dies && index.Filters.Count > People / 3)
            {
                await Kept(name).WriteAsync(study.Id, index, Now);
                var (position, count) = (index.Position, index.Filters.Count);
                // it is gone without a word; another one begins with the file
                index = await Indexes(name).OfAsync(study);
                Assert.Equal((position, count), (index.Position, index.Filters.Count));
                dies = false;
            }

            if (last)
            {
                return $"{index.Position} " + string.Join(' ', Enumerable.Range(0, Queries).SelectMany(query =>
                    Search(study, index, query).Select(found => $"{found.Id}:{found.Score:R}")));
            }
        }
    }

    ImmutableArray<FoundFilter> Search(Study study, StudyIndex index, int query) => index.Filters.Search(
        _queries[query], new(FilterSimilarity.Dice, study.Profile.Threshold, study.Bits), 50);

    /// <summary>By the scalar way, of all that were there.</summary>
    static ImmutableArray<FoundFilter> Expected(
        Study study, IEnumerable<(long Number, ulong[] Filter)> live, ulong[] query)
    {
        var measure = new FilterMeasure(FilterSimilarity.Dice, study.Profile.Threshold, study.Bits);
        return
        [
            .. live.Select(one => (one.Number, Shared: FilterBits.Shared(one.Filter, query),
                    Ones: FilterBits.Count(one.Filter)))
                .Select(one => new FoundFilter(
                    one.Number, one.Shared, measure.Score(one.Shared, FilterBits.Count(query), one.Ones)))
                .Where(found => found.Score >= study.Profile.Threshold)
                .OrderByDescending(found => found.Score).ThenBy(found => found.Id).Take(50),
        ];
    }

    byte[] Filter(PersonData person) => FilterBits.Bytes(_sites.Encode(person), 1024);

    StudyIndexFile Kept(string name) =>
        new(Path.Combine(_folder, name), Data, Vault, NullLogger<StudyIndexFile>.Instance);

    StudyIndexes Indexes(string name) => new(Kept(name));

    async Task<(Study, StudyDesk)> StudyAsync()
    {
        var store = app.Services.GetRequiredKeyedService<IDocumentStore>(IdentitiesService.Name);
        var session = store.QuerySession();
        var project = await session.AggregateStreamAsync<LinkageProject>(_sites.Id, ct: Now);
        Assert.Equal(ProjectStatuses.Open, project.Status);
        var key = Vault.OpenKey(_sites.Id, (await VaultRows.FindKeyAsync(Data, _sites.Id, Now))!);
        return (new(_sites.Id, project, null, key), new(Data, session, Vault));
    }

    /// <summary>What was there at each position, noted by the only writer.</summary>
    sealed class History(Study study, NpgsqlDataSource data)
    {
        readonly List<(long Position, Dictionary<long, ulong[]> Live)> _states = [(0, [])];

        public IEnumerable<(long, ulong[])> At(long position) =>
            _states.Last(state => state.Position <= position).Live.Select(one => (one.Key, one.Value));

        public async Task NoteAsync(CancellationToken ct)
        {
            using var sealer = study.Key.Sealer();
            await using var command = data.CreateCommand("""
                select number, record, content, (select max(change) from (select max(number) from
                    identity.study_records where study = $1 union all select max(change) from identity.study_gone
                    where study = $1) newest (change)) from identity.study_records where study = $1
                """);
            command.Parameters.Add(new() { Value = study.Id });
            await using var reader = await command.ExecuteReaderAsync(ct);
            var (live, position) = (new Dictionary<long, ulong[]>(), 0L);
            while (await reader.ReadAsync(ct))
            {
                position = reader.GetInt64(3);
                live[reader.GetInt64(0)] = FilterBits.Words(
                    sealer.Open(reader.GetFieldValue<byte[]>(2), reader.GetGuid(1).ToByteArray()), study.Bits / 64);
            }

            lock (_states) _states.Add((position, live));
        }
    }
}
