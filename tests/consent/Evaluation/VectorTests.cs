using System.Globalization;
using System.Text.Json.Nodes;

namespace TrustCenter.Consents.Tests;

public sealed class VectorTests
{
    static readonly DateOnly Today = new(2026, 9, 22);

    public static TheoryData<string> Own => [.. Vector.Own.Keys];

    public static TheoryData<string> Reference =>
        [.. Vector.ReferenceFile is { } file ? ReferenceVectors.Read(file).Select(vector => vector.Id) : ["none"]];

    [Theory]
    [MemberData(nameof(Own))]
    public void Our_vectors_are_answered_as_decided(string id)
    {
        var vector = Vector.Own[id];
        Check(vector.History, vector.Ask, vector.Answer);
        foreach (var also in vector.Also) Check(vector.History, also!["ask"]!.AsObject(), also["answer"]!);
    }

    [Theory]
    [MemberData(nameof(Reference))]
    public void The_reference_vectors_are_answered_as_decided(string id)
    {
        Assert.SkipWhen(Vector.ReferenceFile is null, "The reference data are not beside this checkout.");
        var vector = ReferenceVectors.Read(Vector.ReferenceFile!).Single(vector => vector.Id == id);
        Check(vector.History, vector.Ask, vector.Answer);
    }

    [Fact]
    public void Our_vectors_say_the_same_as_the_reference()
    {
        Assert.SkipWhen(Vector.ReferenceFile is null, "The reference data are not beside this checkout.");
        var reference = ReferenceVectors.Read(Vector.ReferenceFile!).ToList();
        Assert.Equal(79, reference.Count);
        Assert.Equal(reference.Select(vector => vector.Id), Vector.Own.Keys);
        foreach (var theirs in reference)
        {
            var ours = Vector.Own[theirs.Id];
            Assert.True(JsonNode.DeepEquals(theirs.History, ours.History), $"{theirs.Id} history: {theirs.History}");
            Assert.True(JsonNode.DeepEquals(theirs.Ask, ours.Ask), $"{theirs.Id} question: {theirs.Ask}");
            Assert.True(JsonNode.DeepEquals(theirs.Answer, ours.Answer), $"{theirs.Id} answer: {theirs.Answer}");
        }
    }

    static void Check(JsonArray facts, JsonObject ask, JsonNode expected)
    {
        var history = History.Read(facts, (string?)ask["refusalStoredAs"]);
        var consumer = (string?)ask["consumer"];
        var answer = consumer is null or "gICS"
            ? Answered(facts, history, ask, consumer == "gICS")
            : OfConsumer(history, ask, consumer);
        if ((expected as JsonValue)?.ToString() == "not-permitted")
            Assert.NotEqual("permit", answer.ToString());
        else
            Assert.True(JsonNode.DeepEquals(expected, answer), $"{expected.ToJsonString()} ≠ {answer.ToJsonString()}");
    }

    static JsonNode Answered(JsonArray facts, History history, JsonObject ask, bool gics)
    {
        if (ask["accept"] is not null) return Accepted(facts[0]!);
        var documents = history.Documents.ToArray();
        var options = new EvaluationOptions(
            RevokeIsPermanent: ask["withdrawalsAreFinal"] is not null, PolicyVersion: (string?)ask["policyVersion"],
            GicsCompatible: gics, KnownAt: (string?)ask["knownAt"] is { } known
                ? LegalDays.StartOf(History.Day(known).AddDays(1)).AddTicks(-1)
                : null);
        var on = History.Moment((string)ask["on"]!);
        var day = LegalDays.Of(on);
        if (ask["policy"] is { } arc)
            return Word(ConsentEvaluation.Policy(documents, PolicyCode.Mii((int)arc), on, options));
        if (ask["past"] is not null)
            return YesOrNo(ConsentEvaluation.Policy(documents, PolicyCode.Mii(45), day, options));
        if ((string?)ask["insuranceData"] is { } service)
            return YesOrNo(ConsentEvaluation.Use(documents, Purpose.Insurance, day, Data(service), options));

        var past = ask["withPast"]?.GetValue<bool>() == true;
        DaySpan[] stays = ask["shiftToStay"]?.GetValue<bool>() == true ? [.. history.Stays] : [];
        if ((string?)ask["data"] is { } data)
            return YesOrNo(ConsentEvaluation.Use(
                documents, Purpose.ResearchData, day, Data(data), options, past, stays));
        return Listed(ConsentEvaluation.Window(documents, Purpose.ResearchData, day, options, past, stays).Spans);
    }

    static JsonNode Accepted(JsonNode fact)
    {
        var (form, answers) = History.Filled(fact, null);
        DateTimeOffset? signed = (string?)fact["signed"] is { } text ? History.Moment(text) : null;
        return TemplateRules.Check(form, answers, signed, null, LegalDays.StartOf(Today))?.Code ?? "accepted";
    }

    static JsonNode OfConsumer(History history, JsonObject ask, string consumer)
    {
        var resources = history.Resources;
        var on = (string?)ask["on"] is { } text ? History.Day(text) : Today;
        var past = ask["withPast"]?.GetValue<bool>() == true;
        switch (consumer)
        {
            case "FTSnext": return FtsNext(history, ask);
            case "DNPM-etl": return Consumers.DnpmEtl(resources) ? "given" : "not-given";
            case "NUM_CON_MON cohort1": return Consumers.NumConMon(resources) ? "counted" : "not-counted";
            case "INTERPOLAR": return Consumers.InterpolarExclusion(resources, on) ?? "included";
            case "INTERPOLAR/TORCH-2026-09": return Listed(Consumers.Window2026(resources, on, past));
            case "TORCH-cd2b1ff": return Listed(Consumers.WindowBefore2026(resources, on, past));
            case "TORCH":
                var type = (string)ask["resourceType"]!;
                return Consumers.Torch(resources, on, type, Data((string)ask["data"]!)) ? "yes" : "no";
            default: throw new InvalidOperationException($"There is no replica of {consumer}.");
        }
    }

    static JsonNode FtsNext(History history, JsonObject ask)
    {
        int[] policies = [.. ask["policies"]!.AsArray().Select(policy => (int)policy!)];
        IReadOnlyList<StatedConsent> resources = history.Resources;
        if ((string?)ask["permitsOnly"] is { } day) resources = [CurrentPermits(history, History.Day(day))];
        try
        {
            if (Consumers.FtsNext(resources, policies) is not { } period) return "not-counted";

            // Where denies came along, being counted at all is the finding; else the period is.
            return resources.Any(resource => resource.Provisions.Any(stated => stated.Type == ProvisionType.Deny))
                ? "counted"
                : string.Create(CultureInfo.InvariantCulture, $"{period.From:yyyy-MM-dd}/{period.To:yyyy-MM-dd}");
        }
        catch (InvalidOperationException)
        {
            return "fails";
        }
    }

    static StatedConsent CurrentPermits(History history, DateOnly day) => new("current", day, true,
    [
        .. Enumerable.Range(1, 124)
            .Select(arc => (arc, answer: ConsentEvaluation.Policy(
                history.Documents.ToArray(), PolicyCode.Mii(arc), day, EvaluationOptions.Default)))
            .Where(policy => policy.answer.Permitted)
            .Select(policy => new StatedProvision(ProvisionType.Permit, policy.arc, day, policy.answer.Until)),
    ]);

    static DaySpan Data(string text)
    {
        var parts = text.Split('/');
        Assert.True(LegalDays.TryParseSpan(parts[0], out var from));
        Assert.True(LegalDays.TryParseSpan(parts[^1], out var to));
        return new(from.From, to.To);
    }

    static string Word(PolicyAnswer answer) => answer.Permission switch
    {
        Permission.Permit => "permit",
        Permission.Deny => "deny",
        _ => "unknown",
    };

    static string YesOrNo(PolicyAnswer answer) => answer.Permitted ? "yes" : "no";

    static JsonArray Listed(IEnumerable<DaySpan> spans) =>
        [.. spans.Select(span => (JsonNode)string.Create(
            CultureInfo.InvariantCulture, $"{span.From:yyyy-MM-dd}/{span.To:yyyy-MM-dd}"))];
}
