using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TrustCenter.Contracts.Identity;
using TrustCenter.Hosting;
using TrustCenter.Identities;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Local;

/// <summary>Encodes a site's people for a linkage project, inside the site's walls; no suite has to run.</summary>
static class EncodePeople
{
    const string Usage = """
        ./run encode FILE --profile P.json --key PROJECT.key --out FILE.pprl
                     [--id HEAD] [--site-key FILE] [--report FILE] [--format csv|ndjson] [--delimiter C]
                     [--charset windows-1252] [--column HEAD=FIELD]...
        ./run encode key PROJECT.key --signer SIGNER.pem --project NAME
        ./run encode profile P.json --key PROJECT.key --signer SIGNER.pem [--kind default|sparse|weighted|fields]
                     [--version N] [--threshold 0.6]
        """;

    static readonly string[] Single =
    [
        "profile", "key", "out", "id", "site-key", "report", "format", "delimiter", "charset", "signer", "project",
        "kind", "version", "threshold",
    ];

    /// <returns>Exit code: 0, or 1 where lines were left out.</returns>
    public static int Run(string[] args, TimeProvider clock)
    {
        var options = CommandOptions.Read(args, [], ["column"], Single, Usage);
        switch (options.Rest)
        {
            case ["key", var file]:
                ProjectKey.Create(file, Needed(options, "signer"), ProjectName(Needed(options, "project")));
                Console.WriteLine($"{file} goes to every site, by a safe way; {options["signer"]} to nobody.");
                return 0;
            case ["profile", var file]:
                SignProfile.Write(file, options, ProjectKey.Read(Needed(options, "key")), Needed(options, "signer"));
                return 0;
            case [var file]:
                return Encode(file, options, clock);
            default:
                throw new PlainException(Usage);
        }
    }

    static int Encode(string file, CommandOptions options, TimeProvider clock)
    {
        if (!File.Exists(file)) throw new PlainException($"There is no file {file}.");
        var key = ProjectKey.Read(Needed(options, "key"));
        var (profile, digest) = key.Profile(Needed(options, "profile"));
        var output = Needed(options, "out");
        var encoder = Encoder(profile, key);
        var site = SiteKey.ReadOrCreate(options["site-key"] ?? options["key"] + ".site", key.Project);
        var quality = new InputQuality(profile, DateOnly.FromDateTime(clock.GetLocalNow().DateTime));
        var head = new EncodedHead(EncodedHead.Name, key.Project, digest, profile.Version, encoder.Words * 64);
        using (var target = new EncodedFile(output + ".part", head))
        using (var ids = new IdList(output + ".ids.csv.part"))
        {
            var filter = new ulong[encoder.Words];
            using var bar = new ProgressBar("encoded", new FileInfo(file).Length, "bytes");
            foreach (var line in new PeopleFile(file, options).Read(bar.Show))
            {
                if (!quality.Takes(line)) continue;
                encoder.Encode(line.Person!, filter);
                var id = RecordIds.Write(site.IdOf(line.Id));
                target.Write(id, filter);
                ids.Write(line.Id, id);
            }

            target.Complete();
        }

        File.Move(output + ".ids.csv.part", output + ".ids.csv", overwrite: true);
        File.Move(output + ".part", output, overwrite: true);
        var report = quality.Report();
        if (options["report"] is { } place) File.WriteAllText(place, report);
        Console.Write(report);
        Console.WriteLine($"  {output} goes to the linkage unit; {output}.ids.csv stays here.");
        return quality.Encoded == quality.Lines && quality.Encoded > 0 ? 0 : 1;
    }

    static FilterEncoder Encoder(EncodingProfile profile, ProjectKey key)
    {
        try
        {
            return new(profile, key.Open());
        }
        catch (FormatException wrong)
        {
            throw new PlainException(wrong.Message, wrong);
        }
    }

    static string Needed(CommandOptions options, string name) =>
        options[name] ?? throw new PlainException($"--{name} is missing.\n{Usage}");

    static string ProjectName(string name) => ProjectRules.IsName(name) ? name
        : throw new PlainException("A project's name has up to 60 letters, digits, dots, hyphens and underscores.");
}

/// <summary>Writes an encoded file with its hash.</summary>
sealed class EncodedFile : IDisposable
{
    readonly FileStream _file;
    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly StringBuilder _text = new();
    long _records;

    public EncodedFile(string path, EncodedHead head)
    {
        _file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        _text.Append(JsonSerializer.Serialize(head, JsonSerializerOptions.Web)).Append('\n');
    }

    public void Write(string id, ReadOnlySpan<ulong> filter)
    {
        _text.Append("{\"id\":\"").Append(id).Append("\",\"filter\":\"")
            .Append(Convert.ToBase64String(FilterBits.Bytes(filter, filter.Length * 64))).Append("\"}\n");
        _records++;
        if (_text.Length > 1 << 16) Flush();
    }

    public void Complete()
    {
        Flush();
        var end = new EncodedEnd(_records, Convert.ToHexStringLower(_hash.GetCurrentHash()));
        _file.Write(JsonSerializer.SerializeToUtf8Bytes(end, JsonSerializerOptions.Web));
        _file.Write("\n"u8);
        _file.Flush(flushToDisk: true);
    }

    public void Dispose()
    {
        _file.Dispose();
        _hash.Dispose();
    }

    void Flush()
    {
        var bytes = Encoding.ASCII.GetBytes(_text.ToString());
        _hash.AppendData(bytes);
        _file.Write(bytes);
        _text.Clear();
    }
}

/// <summary>Which record is whose: readable by its owner alone, for the site only.</summary>
sealed class IdList : IDisposable
{
    readonly StreamWriter _text;

    public IdList(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.Delete(path);
        _text = new(path, new UTF8Encoding(false), options);
        _text.Write("id,record\r\n");
    }

    public void Write(string local, string record) => _text.Write($"{CsvText.Cell(local)},{record}\r\n");

    public void Dispose() => _text.Dispose();
}
