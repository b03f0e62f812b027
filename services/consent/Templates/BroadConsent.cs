using System.Collections.Frozen;
using System.Collections.Immutable;

namespace TrustCenter.Consents;

/// <summary>
/// The MII Broad Consent as shipped: codes, validities and what each form says no to are the national ones, the texts
/// are demonstration texts of our own. A site imports the approved wording as versions of its own.
/// </summary>
public static class BroadConsent
{
    /// <summary>Name of the domain the forms are shipped in.</summary>
    public const string Domain = "MII";

    static readonly Lazy<ImmutableArray<TemplateDefinition>> Shipped = new(Read);

    /// <summary>Settings of the shipped domain.</summary>
    public static DomainSettings Settings => ShippedData.Domain;

    /// <summary>Consent forms first, so that whatever withdraws them finds them.</summary>
    public static ImmutableArray<TemplateDefinition> Templates() => Shipped.Value;

    static ImmutableArray<TemplateDefinition> Read()
    {
        var file = ShippedData.Templates;
        var modules = ShippedData.Modules.Modules.ToFrozenDictionary(module => $"{module.Name}|{module.Version}");
        return [.. file.Templates.Select(entry => new TemplateDefinition(
            file.Domain, entry.Name, entry.Version, entry.Type, entry.Signatory, file.Language, entry.Title,
            entry.VersionLabel, entry.PolicyUri, entry.Validity, entry.Introduction, entry.Closing,
            [.. entry.Modules.Select(use => Module(entry, use, modules))], entry.Withdraws))];
    }

    static TemplateModule Module(TemplateEntry template, ModuleUse use, FrozenDictionary<string, ModuleEntry> modules)
    {
        if (!modules.TryGetValue(use.Module, out var module))
            throw new InvalidDataException($"{template.Name}|{template.Version}: there is no module {use.Module}.");
        var asksForConsent = template.Type is TemplateType.ConsentOptIn or TemplateType.ConsentOptOut;
        return new(module.Name, module.Version, module.Title, module.Text, module.Policies.Length > 0, use.Mandatory,
            use.Parent, module.Question, module.SilentWhenDeclined,
            [.. module.Policies.Select(arc => Policy(use.Module, arc, asksForConsent))]);
    }

    static ModulePolicy Policy(string module, int arc, bool asksForConsent)
    {
        var policy = MiiPolicyList.Find(PolicyCode.Mii(arc));
        if (policy is null or { IsModule: true } || asksForConsent && policy.Deprecated)
            throw new InvalidDataException($"{module}: {arc} is no policy that may stand here.");
        return new(policy.Code, policy.Name, policy.Display, MiiPolicyList.PolicyVersion, policy.Validity,
            policy.SingleUse);
    }
}
