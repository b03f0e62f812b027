using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;

namespace TrustCenter.Fhir.Tests;

public sealed class FuzzTests(ITestOutputHelper output)
{
    static readonly byte[][] Seeds =
    [
        .. Corpus.Valid("json").Concat(Corpus.Valid("xml")).Select(File.ReadAllBytes),
        .. Corpus.Valid("json").Select(f => FhirJson.Parse(File.ReadAllBytes(f), FhirReadOptions.Gateway).Resource!)
            .Select(r => FhirXml.ToBytes(r)),
    ];

    static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "{", "}", "[", "]", "null", "\"", ",", ":", "true", "1e999999999", "-", "\"\\ud800\"", "<", ">", "</", "/>",
            "&", "&#0;", "&lt;", "<!DOCTYPE a>", "<!--", "-->", "<![CDATA[", "]]>", "<?x?>", "xmlns=\"\"", "value=\"\"",
            "\"resourceType\":\"Bundle\",", "\"_status\":{},", "\uFEFF", "\0", "\u001F", "=", "'",
            "2024-02-31", "\"id\":1,",
        }.Select(System.Text.Encoding.UTF8.GetBytes),
    ];

    [Fact]
    public void Twenty_thousand_mutations_are_read_or_refused_but_never_throw()
    {
        var dice = new Dice(20261122);
        var (taken, refused) = (0, 0);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = Mutate(dice, Seeds[dice.Next(Seeds.Length)]);
            var format = FhirDocument.Request(null, bytes)!.Value;
            var options = dice.Next(2) == 0 ? FhirReadOptions.Strict : FhirReadOptions.Gateway;
            var input = FhirDocument.Parse(format, bytes, options);
            if (!input.IsValid)
            {
                refused++;
                Assert.True(input.Problems.HasErrors);
                Assert.True(FhirXml.Parse(FhirXml.ToBytes(input.Problems.ToOutcome())).IsValid);
                continue;
            }

            taken++;
            RoundTripTests.Goes_through_every_format(input.Resource, options, $"mutation {i}");
        }

        output.WriteLine($"{taken} taken, {refused} refused");
        Assert.True(taken > 100 && refused > 1000);
    }

    [Fact]
    public void Generated_resources_survive_every_format()
    {
        var seeds = Gen.Choose(1, int.MaxValue - 1).ArrayOf(5).ToArbitrary();
        Prop.ForAll(seeds, five =>
        {
            foreach (var seed in five)
            {
                var resource = Generated.Resource(seed);
                RoundTripTests.Goes_through_every_format(resource, FhirReadOptions.Strict, $"seed {seed}");
                Assert.True(resource.ContentEquals(resource.Clone()));
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Speed_is_printed()
    {
        var resource = FhirJson.Parse(File.ReadAllBytes(Path.Combine(Corpus.Examples, "valid", "consent-full.json")));
        var bundle = Bundle.Of("collection", Enumerable.Repeat(new BundleEntry(resource.Resource), 200));
        byte[] json = FhirJson.ToBytes(bundle), xml = FhirXml.ToBytes(bundle);
        Measure("parse JSON", json.Length, () => FhirJson.Parse(json));
        Measure("write JSON", json.Length, () => FhirJson.ToBytes(bundle));
        Measure("parse XML", xml.Length, () => FhirXml.Parse(xml));
        Measure("write XML", xml.Length, () => FhirXml.ToBytes(bundle));
    }

    void Measure(string what, int bytes, Func<object> work)
    {
        for (var i = 0; i < 5; i++) work();
        var watch = Stopwatch.StartNew();
        var before = Environment.CpuUsage.TotalTime;
        var runs = 0;
        while (watch.ElapsedMilliseconds < 400)
        {
            work();
            runs++;
        }

        var megabytes = bytes * (double)runs / 1e6;
        var busy = Environment.CpuUsage.TotalTime - before;
        output.WriteLine($"{what}: {megabytes / watch.Elapsed.TotalSeconds:F0} MB/s, "
            + $"{megabytes / busy.TotalSeconds:F0} MB per second of processor time");
    }

    static byte[] Mutate(Dice dice, byte[] seed)
    {
        var bytes = seed.ToList();
        for (var times = 1 + dice.Next(3); times > 0 && bytes.Count > 0; times--)
        {
            var at = dice.Next(bytes.Count);
            var length = Math.Min(1 + dice.Next(40), bytes.Count - at);
            switch (dice.Next(7))
            {
                case 0: bytes[at] = (byte)dice.Next(256); break;
                case 1: bytes[at] = (byte)(' ' + dice.Next(95)); break;
                case 2: bytes.RemoveRange(at, length); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 4: bytes.InsertRange(at, Tokens[dice.Next(Tokens.Length)]); break;
                case 5: bytes.InsertRange(dice.Next(bytes.Count), bytes.GetRange(at, length)); break;
                default:
                    if (dice.Next(4) == 0) bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }
}
