using System.Security.Cryptography;
using System.Text;

namespace TrustCenter.Suite.Tests;

/// <summary>One message and where it stands.</summary>
sealed record FeedLine(string Control, string Text);

/// <summary>What becomes of a patient whom a script tells of.</summary>
/// <param name="Number">Number by which the hospital knows the patient.</param>
/// <param name="Street">Street of the newest message.</param>
/// <param name="MergedInto">Number of the patient this one turned out to be.</param>
sealed record FeedPerson(string Number, string Street, string? MergedInto);

/// <summary>
/// What one sender sends, in this order: for each invented patient an admission and a move, and of every eight one
/// number that was wrong, one link that is taken back, one merge. Everybody is unlike everybody else, so that matching
/// alone brings nobody together.
/// </summary>
sealed class FeedScript
{
    static readonly string[] Syllables =
    [
        "ba", "den", "fol", "gar", "hu", "ka", "lem", "mi", "nor", "pe", "quin", "ros", "sa", "tul", "ver", "wob",
        "xan", "zil", "brau", "dre", "feld", "gold", "hirsch", "jung", "kranz", "linz", "moos", "neu", "ost", "pfau",
        "ried", "stein",
    ];

    readonly int _sender;

    public FeedScript(int sender, int messages)
    {
        _sender = sender;
        for (var patient = 0; Lines.Count < messages; patient++)
        {
            Add("A04", patient, "Alter Weg");
            if (Lines.Count < messages) Add("A08", patient, "Neuer Weg");
            if (Lines.Count >= messages) continue;
            switch (patient % 8)
            {
                case 2:
                    Renumber(patient);
                    break;
                case 5:
                    Link(patient - 1, patient);
                    break;
                case 6 when Linked > Unlinked:
                    Unlink(patient - 2, patient - 1);
                    break;
                case 7:
                    Merge(patient - 4, patient);
                    break;
            }
        }
    }

    public List<FeedLine> Lines { get; } = [];

    public Dictionary<string, FeedPerson> Persons { get; } = [];

    public int Registered { get; private set; }

    public int Moved { get; private set; }

    public int Merged { get; private set; }

    public int Linked { get; private set; }

    public int Unlinked { get; private set; }

    public int Renumbered { get; private set; }

    void Add(string trigger, int patient, string street)
    {
        var dice = SHA256.HashData(Encoding.UTF8.GetBytes($"{_sender}/{patient}"));
        var (family, given) = (Name(dice.AsSpan(0, 4)), Name(dice.AsSpan(4, 3)));
        var born = new DateOnly(1930, 1, 1).AddDays(BitConverter.ToUInt16(dice, 8) % 33_000);
        street = $"{street} {Name(dice.AsSpan(12, 2))} {patient % 90 + 1}";
        var postcode = $"{10_000 + BitConverter.ToUInt16(dice, 10) % 89_000}";
        Send(trigger, $"PID|1||{Number(patient)}^^^HAUS^PI||{family}^{given}^^^^^L||{born:yyyyMMdd}|"
            + $"{(dice[20] % 2 == 0 ? "F" : "M")}|||{street}^^{Name(dice.AsSpan(14, 3))}^^{postcode}^DE^H\r");
        Persons[Number(patient)] = new(Number(patient), street, null);
        if (trigger == "A04") Registered++;
        else Moved++;
    }

    void Merge(int into, int other)
    {
        Send("A40", $"PID|1||{Number(into)}^^^HAUS^PI\rMRG|{Number(other)}^^^HAUS^PI\r");
        Persons[Number(other)] = Persons[Number(other)] with { MergedInto = Number(into) };
        Merged++;
    }

    void Link(int into, int other)
    {
        Send("A24", $"PID|1||{Number(into)}^^^HAUS^PI\rPID|2||{Number(other)}^^^HAUS^PI\r");
        Persons[Number(other)] = Persons[Number(other)] with { MergedInto = Number(into) };
        Linked++;
    }

    void Unlink(int one, int other)
    {
        Send("A37", $"PID|1||{Number(one)}^^^HAUS^PI\rPID|2||{Number(other)}^^^HAUS^PI\r");
        Persons[Number(other)] = Persons[Number(other)] with { MergedInto = null };
        Unlinked++;
    }

    void Renumber(int patient)
    {
        var (wrong, right) = (Number(patient), $"R{Number(patient)}");
        Send("A47", $"PID|1||{right}^^^HAUS^PI\rMRG|{wrong}^^^HAUS^PI\r");
        Persons.Remove(wrong, out var person);
        Persons[right] = person! with { Number = right };
        Renumbered++;
    }

    void Send(string trigger, string segments)
    {
        var control = $"S{_sender}-{Lines.Count}";
        Lines.Add(new(control, $"MSH|^~\\&|KIS|HAUS|TC|TC|20260301120000||ADT^{trigger}|{control}|P|2.5\r"
            + $"EVN|{trigger}\r{segments}"));
    }

    string Number(int patient) => $"{_sender}{patient:00000}";

    static string Name(ReadOnlySpan<byte> dice)
    {
        var name = new StringBuilder();
        foreach (var die in dice) name.Append(Syllables[die % Syllables.Length]);
        name[0] = char.ToUpperInvariant(name[0]);
        return name.ToString();
    }
}
