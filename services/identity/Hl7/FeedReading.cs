using System.Text.RegularExpressions;
using TrustCenter.Contracts.Identity;
using TrustCenter.Hl7;

namespace TrustCenter.Identities;

/// <summary>Reads ADT messages as a feed of identities (IHE ITI-8 and ITI-30 read the same fields). Pure.</summary>
static partial class FeedReading
{
    static readonly string[] Registering = ["A01", "A04", "A05", "A28"];
    static readonly string[] Updating = ["A08", "A31"];

    // A34 is how merges were sent before 2.3.1
    static readonly string[] Merging = ["A40", "A34"];

    static readonly string[] Two = ["A24", "A37"];

    [GeneratedRegex(@"^2\.[2-8](\.[0-9])?$")]
    private static partial Regex Versions();

    /// <exception cref="Hl7Exception">The message can't be read, or is not for here.</exception>
    public static FeedMessage Read(Hl7Message message, Hl7SenderOptions sender, DomainSettings domain)
    {
        var header = message.Header;
        Check(header, sender);
        var type = header.Value(9);
        var code = type.Text(2) is { Length: > 0 } named ? named : message.Find("EVN")?.Text(1) ?? "";
        var kind = Kind(type.Text(1), code, sender);
        if (kind == FeedKind.Nothing) return new(code, kind, []);
        var identifiers = new IdentifierReading(sender, domain);
        var patients = new List<FeedPatient>();
        var hasPrior = kind is FeedKind.Merge or FeedKind.Renumber;
        Hl7Segment? merge = null;
        for (var i = message.Segments.Count - 1; i > 0; i--)
        {
            var segment = message.Segments[i];
            if (segment.Name == "MRG") merge = segment;
            if (segment.Name != "PID") continue;
            if (hasPrior && merge is null) throw Missing("MRG");
            patients.Add(PatientFields.Read(
                segment, identifiers.Read(segment, 3), hasPrior ? identifiers.Read(merge!, 1) : []));
            merge = null;
        }

        patients.Reverse();
        var most = Two.Contains(code) ? 2 : 1;
        if (patients.Count == 0 || (most == 2 && patients.Count == 1)) throw Missing("PID");
        if (patients.Count > most && kind != FeedKind.Merge)
        {
            throw new Hl7Exception(Hl7Errors.SegmentSequence, new("PID", most + 1),
                $"A message of this event is about {(most == 1 ? "one patient" : "two patients")}.");
        }

        return new(code, kind, patients);
    }

    static void Check(Hl7Segment header, Hl7SenderOptions sender)
    {
        if (header.Text(10).Length == 0)
        {
            throw new Hl7Exception(Hl7Errors.Required, new("MSH", 1, 10),
                "A message has a control id, so that it is known when it comes again.");
        }

        if (!Versions().IsMatch(header.Text(12)))
            throw new Hl7Exception(Hl7Errors.Version, new("MSH", 1, 12), "Versions 2.2 to 2.8 are read here.");
        if (!string.Equals(header.Text(11), sender.ProcessingId, StringComparison.Ordinal))
        {
            throw new Hl7Exception(Hl7Errors.ProcessingId, new("MSH", 1, 11),
                $"Messages with the processing id {sender.ProcessingId} are for this system, others are not.");
        }
    }

    static FeedKind Kind(string type, string code, Hl7SenderOptions sender)
    {
        if (type != "ADT")
        {
            throw new Hl7Exception(Hl7Errors.MessageType, new("MSH", 1, 9, 1, 1),
                "ADT messages are read here, others are not.");
        }

        if (Registering.Contains(code)) return FeedKind.Register;
        if (Updating.Contains(code)) return FeedKind.Update;
        if (Merging.Contains(code)) return FeedKind.Merge;
        switch (code)
        {
            case "A24":
                return FeedKind.Link;
            case "A37":
                return FeedKind.Unlink;
            case "A47":
                return FeedKind.Renumber;
        }

        return sender.IgnoreOtherEvents && Event().IsMatch(code) ? FeedKind.Nothing
            : throw new Hl7Exception(Hl7Errors.EventCode, new("MSH", 1, 9, 1, 2),
                "A01, A04, A05, A08, A24, A28, A31, A34, A37, A40 and A47 are read here, other events are not.");
    }

    [GeneratedRegex("^A[0-9]{2}$")]
    private static partial Regex Event();

    static Hl7Exception Missing(string segment) =>
        new(Hl7Errors.SegmentSequence, new(segment), $"The message has no {segment} segment where one belongs.");
}

/// <summary>Identifiers with their assigning authorities (CX), as the domain names those.</summary>
sealed class IdentifierReading(Hl7SenderOptions sender, DomainSettings domain)
{
    /// <summary>Those of authorities that the domain knows: one at least.</summary>
    /// <exception cref="Hl7Exception">There is none.</exception>
    public IReadOnlyList<LocalIdentifier> Read(Hl7Segment segment, int field)
    {
        var identifiers = segment.Repetitions(field)
            .Select(value => (Value: value.Text(1), Authority: AuthorityOf(value)))
            .Where(read => read.Value.Length > 0 && read.Authority is not null)
            .Select(read => new LocalIdentifier(read.Authority!, read.Value)).Distinct().ToArray();
        if (identifiers.Length > 0) return identifiers;
        throw segment.Value(field).IsEmpty
            ? new Hl7Exception(Hl7Errors.Required, new(segment.Name, segment.Sequence, field),
                "Without an identifier nobody knows whom the message is about.")
            : new Hl7Exception(Hl7Errors.UnknownKey, new(segment.Name, segment.Sequence, field, 1, 4),
                "None of the identifiers is of an authority that is known here.");
    }

    string? AuthorityOf(Hl7Value value)
    {
        var (space, universal, type) = (value.Text(4), value.Text(4, 2), value.Text(5));
        if (space.Length == 0 && universal.Length == 0 && sender.DefaultAuthority is { Length: > 0 } usual
            && !(type.Length > 0 && sender.Authorities.ContainsKey('#' + type))) return Known(usual);
        foreach (var name in new[] { space, universal, '#' + type })
            if (name.Length > 0 && sender.Authorities.TryGetValue(name, out var own)) return Known(own);
        return domain.Authorities.FirstOrDefault(authority => universal.Length > 0
                && (authority.System == universal || authority.System == "urn:oid:" + universal))?.Name
            ?? Known(space);
    }

    string? Known(string name) => domain.FindAuthority(name)?.Name;
}
