using TrustCenter.Contracts.Identity;
using TrustCenter.Hl7;

namespace TrustCenter.Identities;

/// <summary>The patient of a PID segment. Pure. What stands in no field here is passed over.</summary>
static class PatientFields
{
    // addresses where somebody lives come first, where letters go behind them
    static readonly string[] AddressTypes = ["H", "L", "P", "C", "", "BR", "M", "B", "O", "F"];

    public static FeedPatient Read(
        Hl7Segment pid, IReadOnlyList<LocalIdentifier> identifiers, IReadOnlyList<LocalIdentifier> prior)
    {
        var names = pid.Repetitions(5).Where(name => !name.IsNull).ToArray();
        var (name, hasName) = Of(names, "L", "D", "", "C") is { } official ? (official, true)
            : names is [var first, ..] ? (first, true) : (default, false);
        var birth = Of(names, "M", "B");
        var deathDate = Date(pid, 29);
        bool? isDead = deathDate is not null ? true : pid.Text(30) switch
        {
            "Y" => true,
            "N" => false,
            "" => null,
            _ => throw new Hl7Exception(Hl7Errors.TableValue, Place(pid, 30), "Y or N."),
        };
        var data = new IdentityData(
            FamilyName: hasName ? Family(name) : null,
            GivenName: hasName ? Words(name.Text(2), name.Text(3)) : null,
            BirthDate: Date(pid, 7),
            Gender: Gender(pid),
            BirthName: birth is { } born ? Family(born) : null,
            Suffix: hasName ? Words(name.Text(4)) : null,
            Degree: hasName ? Words(name.Text(5), name.Text(6)) : null,
            BirthPlace: Words(pid.Text(23)),
            MothersMaidenName: pid.Repetitions(6) is [var mother, ..] ? Family(mother) : null,
            MotherTongue: Words(pid.Text(15)),
            Nationality: Words(pid.Text(26)),
            CivilStatus: Words(pid.Text(16)),
            VitalStatus: isDead switch { true => "deceased", false => "alive", null => null },
            DateOfDeath: deathDate,
            ExternalDate: Date(pid, 33),
            Identifiers: identifiers,
            Contacts: Contacts(pid));
        return new(data, prior, isDead, pid.Sequence);
    }

    static Hl7Value? Of(Hl7Value[] names, params string[] types)
    {
        foreach (var type in types)
            foreach (var name in names)
                if (name.Text(7) == type) return name;
        return null;
    }

    /// <summary>The whole family name, put together where only its parts are given.</summary>
    static string? Family(Hl7Value name) =>
        Words(name.Text(1)) ?? Words(name.Text(1, 2), name.Text(1, 3));

    static string? Gender(Hl7Segment pid) => pid.Text(8).ToUpperInvariant() switch
    {
        "" => null,
        "F" or "W" => "female",
        "M" => "male",
        "D" or "X" => "diverse",
        "O" or "A" => "other",
        "U" or "N" => "unknown",
        _ => throw new Hl7Exception(Hl7Errors.TableValue, Place(pid, 8), "One of F, M, D, X, O, A, U, N."),
    };

    /// <summary>A day with what is known of it: 19610723, 196107, 1961, with or without a time; zeros where a part is
    /// not known.</summary>
    static string? Date(Hl7Segment pid, int field)
    {
        var text = pid.Text(field);
        if (text.Length == 0) return null;
        var digits = text.AsSpan(0, Math.Min(8, text.Length));
        if (digits.Length is not (4 or 6 or 8) || digits.ContainsAnyExceptInRange('0', '9'))
            throw new Hl7Exception(Hl7Errors.DataType, Place(pid, field), "A day is written YYYYMMDD, YYYYMM or YYYY.");
        if (digits[..4] is "0000") return null;
        if (digits.Length == 4 || digits[4..6] is "00") return $"{digits[..4]}";
        return digits.Length == 6 || digits[6..8] is "00" ? $"{digits[..4]}-{digits[4..6]}"
            : $"{digits[..4]}-{digits[4..6]}-{digits[6..8]}";
    }

    static List<Contact> Contacts(Hl7Segment pid)
    {
        var contacts = pid.Repetitions(11)
            .Select(address => (Rank: Array.IndexOf(AddressTypes, address.Text(7)), Contact: Address(address)))
            .Where(read => read.Rank >= 0 && read.Contact != new Contact())
            .OrderBy(read => read.Rank).Select(read => read.Contact).Distinct().ToList();
        string[] phones = [.. Numbers(pid, Phone)], mails = [.. Numbers(pid, Mail)];
        for (var i = 0; i < Math.Max(phones.Length, mails.Length); i++)
        {
            var (phone, mail) = (phones.ElementAtOrDefault(i), mails.ElementAtOrDefault(i));
            if (i == 0 && contacts.Count > 0) contacts[0] = contacts[0] with { Phone = phone, Email = mail };
            else contacts.Add(new(Phone: phone, Email: mail));
        }

        return contacts;
    }

    static IEnumerable<string> Numbers(Hl7Segment pid, Func<Hl7Value, string?> read) =>
        pid.Repetitions(13).Concat(pid.Repetitions(14)).Select(read).OfType<string>().Distinct();

    static Contact Address(Hl7Value address)
    {
        var (street, number) = address.Text(1, 2) is { Length: > 0 } apart
            ? (apart, address.Text(1, 3)) : (address.Text(1), "");
        return new(Words(street), Words(number), Words(address.Text(5)), Words(address.Text(3)),
            State: Words(address.Text(4)), Country: Words(address.Text(6)));
    }

    static string? Phone(Hl7Value contact) => Mail(contact) is not null ? null
        : Words(contact.Text(1)) ?? Words(contact.Text(12))
        ?? Words(contact.Text(5), contact.Text(6), contact.Text(7), contact.Text(8));

    static string? Mail(Hl7Value contact) =>
        Words(contact.Text(4)) ?? (contact.Text(3) is "Internet" or "X.400" || contact.Text(2) == "NET"
            ? Words(contact.Text(1)) : null);

    static string? Words(params ReadOnlySpan<string> parts)
    {
        var text = string.Join(' ', parts!).Trim();
        while (text.Contains("  ", StringComparison.Ordinal))
            text = text.Replace("  ", " ", StringComparison.Ordinal);
        return text.Length == 0 ? null : text;
    }

    static Hl7Place Place(Hl7Segment segment, int field) => new(segment.Name, segment.Sequence, field, 1, 1);
}
