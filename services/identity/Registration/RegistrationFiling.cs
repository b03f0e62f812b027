using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Queues what a verdict asks to be kept: events, vault rows, hashes.</summary>
sealed class RegistrationFiling(
    IDocumentSession session, Vault vault, RecordNumbers numbers, IndexFollower follower, Incoming incoming,
    RegistrationVerdict verdict, Looked looked)
{
    readonly List<(long Record, IncomingRecord Content, long[] Tokens)> _learnt = [];
    bool _settled;
    WrappedKey? _newKey;

    Linker Linker => incoming.Domain.Linker;

    public async Task<Registrar.Outcome> QueueAsync(string newId, CancellationToken ct)
    {
        var (person, mpiId, identity, version) = (verdict.Target?.Person, verdict.Target?.MpiId,
            verdict.Same?.Identity, verdict.Target?.Version);
        var pairs = new List<PossibleMatchView>();
        switch (verdict.Keeping)
        {
            case Keeping.Identity:
                identity = Guid.CreateVersion7(session.RecordedAt);
                (person, mpiId, version) = verdict.Target is { } known
                    ? (known.Person, known.MpiId, Add(known, identity.Value))
                    : (New(identity.Value, newId), newId, 1);
                await StoreAsync(identity.Value, ct);
                pairs = await QueuePairsAsync(identity.Value, ct);
                break;
            case Keeping.Contacts:
                version = await AddContactsAsync(verdict.Target!, verdict.Same!, ct);
                break;
            case Keeping.Nothing:
                // whoever finds nobody is sure that nobody came, too
                Claim(verdict.Target is null ? incoming.Claims : []);
                break;
        }

        if (pairs.Count == 0) pairs = [.. verdict.Possible.Select(hit => View(hit, null))];
        return new(
            new(verdict.Status, person, mpiId, identity,
                verdict.Target?.Score ?? verdict.Possible.Max(hit => hit.Score), version, pairs),
            new("identity-registered", $"person/{person}", verdict.Status, Detail: new
            {
                identity,
                kept = verdict.Keeping.ToString().ToLowerInvariant(),
                possible = verdict.Possible.Count,
                candidates = looked.Compared,
                configuration = Linker.Version,
            }),
            person is null ? null : $"/api/identity/persons/{person}", Stored, _newKey);
    }

    /// <summary>After the commit, before anybody else gets past the gate: what is stored is found from now on. Where
    /// nobody said that it is stored, the table has to tell.</summary>
    public void Settle()
    {
        if (_learnt.Count > 0 && !_settled) follower.Doubt();
    }

    /// <summary>It is certain that nothing was stored.</summary>
    public void Refused() => _settled = true;

    void Stored()
    {
        _settled = true;
        foreach (var (record, content, tokens) in _learnt) follower.Learn(Linker, record, content.Prepared, tokens);
    }

    Guid New(Guid identity, string mpiId)
    {
        var person = Guid.CreateVersion7(session.RecordedAt);
        session.Events.StartStream<Person>(
            person, new PersonRegistered(person, incoming.Domain.Name, identity, incoming.Source.Name));
        _newKey = MpiRows.Store(session, vault, incoming.Domain.Name, person, mpiId);
        return person;
    }

    long Add(PersonHit known, Guid identity)
    {
        var trust = incoming.Domain.Settings.FindSource(known.ReferenceSource)?.Trust ?? 0;
        session.Events.Append<Person>(known.Person, known.Version, new IdentityAdded(known.Person, identity,
            incoming.Source.Name, verdict.By!, incoming.ForceReference || incoming.Source.Trust > trust));
        return known.Version + 1;
    }

    async Task StoreAsync(Guid identity, CancellationToken ct)
    {
        var key = vault.NewKey(identity);
        session.QueueSqlCommand(VaultRows.StoreKey(identity, key));
        session.QueueSqlCommand(IdentityRows.Item(vault, identity, key, 1, new(incoming.Data, incoming.Contacts)));
        if (incoming.Identifiers.Count > 0)
            session.QueueSqlCommand(IdentityRows.Identifiers(identity, incoming.Identifiers));
        await StoreRecordsAsync(identity, key, incoming.Records, ct);
    }

    async Task StoreRecordsAsync(
        Guid identity, WrappedKey key, IReadOnlyList<IncomingRecord> records, CancellationToken ct)
    {
        // hashes of identifiers bring nobody together, they tell whether anybody has one
        long[] own = [.. incoming.Identifiers.Select(identifier => identifier.Token)];
        foreach (var record in records)
        {
            _learnt.Add((await numbers.NextAsync(ct), record,
                _learnt.Count == 0 ? [.. record.Tokens.Union(own)] : record.Tokens));
        }

        Claim(incoming.Claims);
        session.QueueSqlCommand(RecordRows.Insert([.. _learnt.Select(learnt => new RecordRow(
            learnt.Record, learnt.Content.Contact, learnt.Tokens,
            vault.Seal(identity, key, RecordRows.Field, RecordContent.Write(learnt.Content.Person))))], identity,
            incoming.Domain.Name, looked.View.Writer));
    }

    void Claim(long[] tokens) =>
        session.QueueSqlCommand(RecordRows.Claim(incoming.Domain, looked.View, tokens));

    async Task<long> AddContactsAsync(PersonHit known, IdentityHit same, CancellationToken ct)
    {
        var added = incoming.Contacts.Where(contact => !same.Content.Has(contact)).ToArray();
        session.Events.Append<Person>(known.Person, known.Version,
            new ContactsAdded(known.Person, same.Identity, [.. added.Select(contact => contact.Id)]));
        var key = (await VaultRows.FindKeyAsync(session.DataSource, same.Identity, ct))!;
        session.QueueSqlCommand(IdentityRows.Item(vault, same.Identity, key, same.ContentVersion + 1,
            same.Content with { Contacts = [.. added, .. same.Content.Contacts] }));
        await StoreRecordsAsync(same.Identity, key,
            [.. added.Select(contact => Incoming.Record(incoming.Domain, same.Content.Data, contact))], ct);
        return known.Version + 1;
    }

    async Task<List<PossibleMatchView>> QueuePairsAsync(Guid identity, CancellationToken ct)
    {
        var settled = verdict.Target is { } target && verdict.Possible.Count > 0
            ? await PairRows.SettledAsync(session.DataSource, target.Person,
                [.. verdict.Possible.Select(hit => hit.Person)], ct)
            : [];
        var pairs = new List<PossibleMatchView>();
        foreach (var hit in verdict.Possible)
        {
            if (settled.Contains(hit.Person)) continue;
            var pair = PossibleMatch.IdOf(identity, hit.Best.Identity);
            session.Events.StartStream<PossibleMatch>(pair, new PossibleMatchFound(pair, incoming.Domain.Name,
                hit.Best.Identity, identity, hit.Best.Score ?? 0, Linker.Version));
            pairs.Add(View(hit, pair));
        }

        return pairs;
    }

    static PossibleMatchView View(PersonHit hit, Guid? pair) =>
        new(pair, hit.Person, hit.MpiId, hit.Best.Identity, hit.Best.Score ?? 0);
}
