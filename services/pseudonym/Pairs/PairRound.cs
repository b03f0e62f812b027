namespace TrustCenter.Pseudonyms;

/// <summary>One original of a round, with what is stored for it and what is made for it.</summary>
public sealed class AskedOriginal(OpenDomain domain, string text, Guid lookup)
{
    public OpenDomain Domain { get; } = domain;

    public string Text { get; } = text;

    public Guid Lookup { get; } = lookup;

    /// <summary>The first pseudonym that has not ended.</summary>
    public PairAnswer Stored { get; private set; }

    public int LastNumber { get; private set; }

    /// <summary>Further pseudonyms wanted whether or not there is one.</summary>
    public int Further { get; set; }

    public bool Create { get; set; }

    public DateTimeOffset? ValidUntil { get; set; }

    /// <summary>Who asked first.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>What is to be inserted; when that has happened, what was made.</summary>
    public List<NewPair> New { get; } = [];

    /// <summary>The consent that the domain requires is not there.</summary>
    public bool Withheld { get; set; }

    public int Wanted => Withheld ? 0 : Further > 0 ? Further : Create && Stored.Pseudonym is null ? 1 : 0;

    public void Found(string pseudonym, int number, DateTimeOffset? validUntil, DateTimeOffset now)
    {
        LastNumber = Math.Max(LastNumber, number);
        if (validUntil <= now || (Stored.Pseudonym is not null && Stored.Number < number)) return;
        Stored = new(pseudonym, number, false, validUntil);
    }

    public void Forget()
    {
        (Stored, LastNumber) = (default, 0);
        New.Clear();
    }
}

/// <summary>A pair that is to be stored.</summary>
public sealed record NewPair(AskedOriginal Original, int Number, string Pseudonym, DateTimeOffset? ValidUntil);

/// <summary>Asks that are answered together: each original once, however many ask for it.</summary>
public sealed class PairRound
{
    readonly Dictionary<Guid, AskedOriginal> _byLookup = [];
    readonly List<AskedOriginal> _originals = [];
    readonly List<(PairAsk Ask, int Index, OpenDomain Domain, AskedOriginal[] Originals, int[] Offsets)> _asks = [];

    public IReadOnlyList<AskedOriginal> Originals => _originals;

    public IEnumerable<OpenDomain> Domains => _asks.Select(ask => ask.Domain).Distinct();

    public bool IsEmpty => _asks.Count == 0;

    /// <summary>Some of its domains require consent.</summary>
    public bool IsTied { get; private set; }

    /// <summary>Whose consent matters: what there is may be handed out, or something is to be made.</summary>
    public IEnumerable<AskedOriginal> Tied => IsTied
        ? _originals.Where(original => original.Domain.Tie is not null
            && (original.Stored.Pseudonym is not null || original.Wanted > 0 || original.Withheld))
        : [];

    /// <summary>Consent must hold for these when the answers leave.</summary>
    public Guid[] HandedOut => [.. Tied.Where(original => !original.Withheld).Select(original => original.Lookup)];

    public Guid[] Lookups => [.. _byLookup.Keys];

    public IEnumerable<(PairAsk Ask, int Index, OpenDomain Domain)> Asks =>
        _asks.Select(ask => (ask.Ask, ask.Index, ask.Domain));

    public void Add(PairAsk ask, int index, OpenDomain domain, DateTimeOffset now)
    {
        var originals = new AskedOriginal[ask.Originals.Count];
        var offsets = new int[originals.Length];
        var validUntil = ask.ValidUntil
            ?? (domain.Settings.LifetimeDays is { } days ? now.AddDays(days) : (DateTimeOffset?)null);
        for (var i = 0; i < originals.Length; i++)
        {
            var original = originals[i] = Of(domain, ask.Originals[i], ask.Caller.Name);
            original.ValidUntil ??= validUntil;
            original.Create |= ask.Wish == PairWish.CreateOrGet;
            if (ask.Wish != PairWish.Add) continue;
            offsets[i] = original.Further;
            original.Further += ask.Copies;
        }

        _asks.Add((ask, index, domain, originals, offsets));
        IsTied |= domain.Tie is not null;
    }

    /// <summary>Withholds what another round found has no consent.</summary>
    public void Withhold(IReadOnlySet<Guid> lookups)
    {
        if (lookups.Count == 0) return;
        foreach (var original in _originals) original.Withheld |= lookups.Contains(original.Lookup);
    }

    public bool HasWithheld(int index) =>
        _asks.Find(known => known.Index == index).Originals.Any(original => original.Withheld);

    /// <summary>Whose lookup this is, under any of the domain's keys.</summary>
    public AskedOriginal? Original(Guid lookup) => _byLookup.GetValueOrDefault(lookup);

    public void Found(Guid lookup, string pseudonym, int number, DateTimeOffset? validUntil, DateTimeOffset now)
    {
        if (_byLookup.TryGetValue(lookup, out var original)) original.Found(pseudonym, number, validUntil, now);
    }

    /// <summary>How many pseudonyms of a domain have to be made.</summary>
    public long Missing(OpenDomain domain) =>
        _originals.Where(original => original.Domain == domain).Sum(original => (long)original.Wanted);

    /// <summary>Gives back the asks of a domain, to be answered in another way.</summary>
    public List<(PairAsk Ask, int Index)> Release(Predicate<OpenDomain> of)
    {
        var released = _asks.Where(ask => of(ask.Domain)).Select(ask => (ask.Ask, ask.Index)).ToList();
        _asks.RemoveAll(ask => of(ask.Domain));
        _originals.RemoveAll(original => of(original.Domain));
        return released;
    }

    public PairReply Reply(int index)
    {
        var (ask, _, domain, originals, offsets) = _asks.Find(known => known.Index == index);
        var copies = ask.Wish == PairWish.Add ? ask.Copies : 1;
        var answers = new PairAnswer[originals.Length * copies];
        for (var i = 0; i < answers.Length; i++)
        {
            var original = originals[i / copies];
            if (original.Withheld) answers[i] = new(null, 0, false, null, Withheld: true);
            else if (ask.Wish == PairWish.Add) answers[i] = Made(original.New[offsets[i / copies] + i % copies]);
            else if (original.Stored.Pseudonym is not null) answers[i] = original.Stored;
            else if (ask.Wish == PairWish.CreateOrGet) answers[i] = Made(original.New[0]);
        }

        return new(null, answers, Created(answers), Warning(domain));
    }

    /// <summary>An original that was asked for twice got one pseudonym.</summary>
    static int Created(PairAnswer[] answers) => answers is [var only]
        ? only.Created ? 1 : 0
        : answers.Where(answer => answer.Created).Select(answer => answer.Pseudonym).Distinct().Count();

    static PairAnswer Made(NewPair pair) => new(pair.Pseudonym, pair.Number, true, pair.ValidUntil);

    static double? Warning(OpenDomain domain)
    {
        var fill = domain.Fill.Used / (double)domain.Format.Capacity;
        return fill >= domain.Settings.WarnAtFill ? Math.Round(Math.Min(fill, 1), 4) : null;
    }

    AskedOriginal Of(OpenDomain domain, string text, string caller)
    {
        var lookup = domain.Lookup(text);
        if (_byLookup.TryGetValue(lookup, out var known)) return known;
        var original = new AskedOriginal(domain, text, lookup) { CreatedBy = caller };
        _originals.Add(original);
        _byLookup.Add(lookup, original);
        for (var key = 1; key < domain.Lookups; key++) _byLookup.TryAdd(domain.Lookup(text, key), original);
        return original;
    }
}
