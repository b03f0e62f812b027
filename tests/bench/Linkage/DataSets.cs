using System.Collections.Immutable;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Bench;

/// <summary>Reads the data sets; what lies in the folder is described by its own README.</summary>
sealed class DataSets(string folder)
{
    static readonly ImmutableArray<string> Australian = ["ssn", "address2", "state"];

    /// <summary>Where they lie: in a folder beside the repository, or beside one of those it lies in.</summary>
    public static string Folder
    {
        get
        {
            var above = new DirectoryInfo(LinkageBench.Root());
            while (above.Parent is { } parent && !Directory.Exists(In(above))) above = parent;
            return In(above);

            static string In(DirectoryInfo at) => Path.Combine(at.FullName, "shared", "data", "linkage");
        }
    }

    public IEnumerable<Func<DataSet>> All()
    {
        yield return () => Read(
            "FEBRL 4", .9993, Australian, true, Febrl, "febrl/dataset4a.csv", "febrl/dataset4b.csv");
        yield return () => Read("FEBRL 3", .9975, Australian, true, Febrl, "febrl/dataset3.csv");
        yield return () => Read("FEBRL 1", .998, Australian, true, Febrl, "febrl/dataset1.csv");
        yield return () => Read(
            "de10k", .990, [], false, German, "german_synth/de10k_A.csv", "german_synth/de10k_B.csv");
        yield return () => Read("RLdata500", .990, [], false, NameAndDate, "rldata/RLdata500.csv");
        yield return () => Read("fake_1000", 0, ["email"], true, English, "splink/fake_1000.csv");
    }

    DataSet Read(
        string name, double aim, ImmutableArray<string> further, bool identified,
        Func<Dictionary<string, string>, (PersonData, string)> person, params string[] files)
    {
        var parts = files.Select(file => Rows(Path.Combine(folder, file)).Select(person).ToArray()).ToArray();
        var all = parts.SelectMany(part => part).ToArray();
        return new(
            name, [.. all.Select(one => one.Item1)], [.. all.Select(one => one.Item2)],
            files.Length == 1 ? 0 : parts[0].Length, further, identified, aim);
    }

    static (PersonData, string) Febrl(Dictionary<string, string> row) => (new()
    {
        GivenName = row["given_name"],
        FamilyName = row["surname"],
        HouseNumber = row["street_number"],
        Street = row["address_1"],
        City = row["suburb"],
        Postcode = row["postcode"],
        BirthDate = row["date_of_birth"],
        More = ImmutableDictionary<string, string>.Empty.Add("ssn", row["soc_sec_id"])
            .Add("address2", row["address_2"]).Add("state", row["state"]),
    }, row["rec_id"].Split('-')[1]);

    static (PersonData, string) German(Dictionary<string, string> row) => (new()
    {
        GivenName = row["given_name"],
        FamilyName = row["last_name"],
        BirthName = row["birth_name"],
        BirthDate = row["birth_date"],
        Sex = row["sex"],
        Street = row["street"],
        Postcode = row["zip"],
        City = row["city"],
    }, row["entity_id"]);

    static (PersonData, string) NameAndDate(Dictionary<string, string> row) => (new()
    {
        GivenName = $"{row["fname_c1"]} {row["fname_c2"]}",
        FamilyName = $"{row["lname_c1"]} {row["lname_c2"]}",
        BirthDate = $"{row["by"]}-{row["bm"]}-{row["bd"]}",
    }, row["entity_id"]);

    static (PersonData, string) English(Dictionary<string, string> row) => (new()
    {
        GivenName = row["first_name"],
        FamilyName = row["surname"],
        BirthDate = row["dob"],
        City = row["city"],
        More = ImmutableDictionary<string, string>.Empty.Add("email", row["email"]),
    }, row["cluster"]);

    static IEnumerable<Dictionary<string, string>> Rows(string file)
    {
        var lines = File.ReadAllLines(file);
        var names = Cells(lines[0]);
        return lines.Skip(1).Select(line => names.Zip(Cells(line))
            .ToDictionary(cell => cell.First, cell => cell.Second == "NA" ? "" : cell.Second));
    }

    /// <summary>No cell of these files has a line break or a doubled quote.</summary>
    static List<string> Cells(string line)
    {
        var (cells, start, quoted) = (new List<string>(), 0, false);
        for (var i = 0; i <= line.Length; i++)
        {
            if (i < line.Length && line[i] == '"') quoted = !quoted;
            if (i < line.Length && (line[i] != ',' || quoted)) continue;
            cells.Add(line[start..i].Trim().Trim('"'));
            start = i + 1;
        }

        return cells;
    }
}
