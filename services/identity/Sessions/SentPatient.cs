using System.Text.Json;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>Somebody who is to be registered, however it is written.</summary>
/// <param name="Read">Reads it, by the domain as it is.</param>
/// <param name="Sureness">Whoever sends says that all of it is right: then it is kept even where nobody can say for
/// certain whether it is somebody known.</param>
sealed record SentPatient(Func<OpenDomain, (IdentityData? Identity, Rejection? Fault)> Read, bool Sureness);

/// <summary>What a token presets of somebody is not for the sender to say: it stands instead of what came. Pure.
/// </summary>
static class PresetFields
{
    public static (IdentityData?, Rejection?) Over(
        SessionServer server, IReadOnlyDictionary<string, string> preset, IdentityData data)
    {
        if (preset.Count == 0) return (data, null);
        var fields = new List<(ImportField Field, string Value)>();
        foreach (var (name, value) in preset)
        {
            if (server.Field(name) is not { Kind: not (ImportFieldKind.MpiId or ImportFieldKind.Source) } field)
                return (null, Rejection.Invalid("field-unknown", "There is no such field.", "fields"));
            fields.Add((field, ImportReading.Value(field, value, null)));
        }

        var inParts = fields.Exists(field => field.Field.Kind == ImportFieldKind.BirthPart);
        var draft = new ImportDraft();
        foreach (var (field, value) in Of(data, inParts).Where(own => !fields.Exists(set => set.Field == own.Field))
            .Concat(fields.Where(field => !string.IsNullOrWhiteSpace(field.Value)))) draft.Put(field, value);
        return (draft.Identity(), null);
    }

    /// <summary>An identity as the fields it is made of; the birth date whole or in its parts.</summary>
    static IEnumerable<(ImportField Field, string Value)> Of(IdentityData data, bool inParts)
    {
        var all = JsonSerializer.SerializeToNode(data, StoredJson.Options)!.AsObject();
        foreach (var name in ImportField.Texts)
        {
            if (all[name]?.GetValue<string>() is not { } text) continue;
            if (name != "birthDate" || !inParts) yield return (new(ImportFieldKind.Text, name), text);
            else
            {
                foreach (var (i, part) in text.Split('-').Index())
                    yield return (new(ImportFieldKind.BirthPart, ImportField.BirthParts[2 - i]), part);
            }
        }

        foreach (var (i, contact) in (all["contacts"]?.AsArray() ?? []).Index())
        {
            foreach (var name in ImportField.ContactTexts)
            {
                if (contact![name]?.GetValue<string>() is { } text)
                    yield return (new(ImportFieldKind.Contact, name, i), text);
            }
        }

        foreach (var own in data.Identifiers ?? [])
            yield return (new(ImportFieldKind.Identifier, own.Authority), own.Value);
        foreach (var (name, value) in data.Values ?? new Dictionary<string, string>())
            yield return (new(ImportFieldKind.Value, name), value);
    }
}
