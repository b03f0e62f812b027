using System.Collections.Concurrent;
using TrustCenter.Codes;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>Ids of the index: random, so that they say nothing about whom came when, with check symbols.</summary>
static class MpiIds
{
    const int UsualLength = 9;
    const int EanLength = 12;
    const int PidLength = 6;
    const int LeastCapacity = 1_000_000;

    // of accepted domains only
    static readonly ConcurrentDictionary<MpiFormat, PseudonymFormat> Known = new();

    public static Rejection? Fault(MpiFormat format)
    {
        if (format.Prefix is null || SettingsOf(format) is not { } settings)
            return Invalid("Ids are ean-13, digits, letters or pid.", "kind");
        if (format.Length is not null && format.Kind is "ean-13" or "pid")
            return Invalid("An EAN-13 has 13 digits with its prefix, a PID 8 symbols; no length is given.", "length");
        if (format.Prefix.Length > 10) return Invalid("A prefix has at most 10 symbols.", "prefix");
        if (!PseudonymFormat.TryCreate(settings, out var made, out var problems))
            return Invalid(problems[0].Message, problems[0].Path == "/prefix" ? "prefix" : "length");
        return made.Capacity < LeastCapacity || made.FreePlaces > 30
            ? Invalid("There have to be a million ids at least, with at most 30 random symbols.", "length")
            : null;
    }

    public static string Draw(MpiFormat format) => Of(format).Random();

    public static bool IsWellFormed(MpiFormat format, string id) => Of(format).Validate(id).IsValid;

    /// <summary>Whether an id of another index can be kept: like the domain's own, or any EAN-13 or PID.</summary>
    public static bool CanTakeOver(MpiFormat own, string id) =>
        IsWellFormed(own, id) || IsWellFormed(new("ean-13"), id) || IsWellFormed(new("pid"), id);

    static PseudonymFormat Of(MpiFormat format) =>
        Known.GetOrAdd(format, static format => PseudonymFormat.Create(SettingsOf(format)!));

    static PseudonymFormatSettings? SettingsOf(MpiFormat format) => format.Kind switch
    {
        "ean-13" => new()
        {
            Alphabet = Alphabet.Numbers.Name,
            Length = EanLength - format.Prefix.Length,
            CheckDigits = CheckDigits.Ean13,
            Prefix = format.Prefix,
            IncludePrefixInCheckDigits = true,
        },
        "digits" => new()
        {
            Alphabet = Alphabet.Numbers.Name,
            Length = format.Length ?? UsualLength,
            CheckDigits = CheckDigits.Damm,
            Prefix = format.Prefix,
            IncludePrefixInCheckDigits = true,
        },
        "letters" => new()
        {
            Alphabet = Alphabet.Symbol31.Name,
            Length = format.Length ?? UsualLength,
            CheckDigits = CheckDigits.ReedSolomon,
            Prefix = format.Prefix,
            IncludePrefixInCheckDigits = true,
        },
        "pid" => new()
        {
            Alphabet = Alphabet.Pid.Name,
            Length = PidLength,
            CheckDigits = CheckDigits.Pid,
            Prefix = format.Prefix,
        },
        _ => null,
    };

    static Rejection Invalid(string sentence, string parameter) =>
        Rejection.Invalid("mpi-format-invalid", sentence, $"settings.mpiFormat.{parameter}");
}
