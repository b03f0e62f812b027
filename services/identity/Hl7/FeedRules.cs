using System.ComponentModel.DataAnnotations;
using System.Net;
using TrustCenter.Hl7;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>What the settings of feeds must be like.</summary>
static class FeedRules
{
    /// <exception cref="RefusedToStartException">They are not.</exception>
    public static void Check(Hl7Options options)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var listener in options.Listeners)
        {
            var at = $"HL7 listener {listener.Address}:{listener.Port}";
            Valid(listener, at);
            if (!IPAddress.TryParse(listener.Address, out var address))
                throw new RefusedToStartException($"{at}: this is no address.");
            if (!IPAddress.IsLoopback(address) && listener.CertificateFile is null && !listener.Unencrypted)
            {
                throw new RefusedToStartException($"{at}: other machines could reach it without TLS. Name a "
                    + "certificate, or say Unencrypted if the network itself is encrypted.");
            }

            if (listener.ClientAuthoritiesFile is not null && listener.CertificateFile is null)
                throw new RefusedToStartException($"{at}: certificates of senders need TLS.");
            if (listener.Senders.Count == 0)
                throw new RefusedToStartException($"{at}: nobody may send there; name senders.");
            foreach (var sender in listener.Senders)
            {
                Valid(sender, $"{at}, sender {sender.Name}");
                if (!names.Add(sender.Name))
                    throw new RefusedToStartException($"{at}: the sender {sender.Name} is there twice.");
                if (Hl7Charset.Find(sender.Charset) is null)
                    throw new RefusedToStartException($"{at}: sender {sender.Name}: the character set is not known.");
                if (sender.Certificate is not null && listener.ClientAuthoritiesFile is null)
                {
                    throw new RefusedToStartException(
                        $"{at}: sender {sender.Name}: a certificate can be asked for where authorities are named.");
                }
            }
        }
    }

    static void Valid(object settings, string at)
    {
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(settings, new(settings), faults, validateAllProperties: true))
            throw new RefusedToStartException($"{at}: {faults[0].ErrorMessage}");
    }
}
