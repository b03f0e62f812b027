using System.ComponentModel.DataAnnotations;

namespace TrustCenter.Identities;

/// <summary>Feeds of HL7 version 2 over MLLP, section <c>Identity:Hl7</c>. Without listeners there are none.</summary>
public sealed class Hl7Options
{
    public const string Section = "Identity:Hl7";

    /// <summary>Where messages are listened for. Default: nowhere.</summary>
    public IList<Hl7ListenerOptions> Listeners { get; } = [];

    /// <summary>Bytes a message has at most. Default 1 MiB, range 4 KiB to 64 MiB.</summary>
    [Range(4_096, 64 << 20)]
    public int MostBytes { get; set; } = 1 << 20;

    /// <summary>Connections that one listener holds at most. Default 64, range 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int MostConnections { get; set; } = 64;

    /// <summary>Seconds within which a message that has begun has to end, and a handshake too. Default 30, range 1 to
    /// 600. </summary>
    [Range(1, 600)]
    public int MessageSeconds { get; set; } = 30;

    /// <summary>Seconds without a message after which a connection is closed; the sender makes a new one. Default
    /// 3600, range 10 to 86400.</summary>
    [Range(10, 86_400)]
    public int IdleSeconds { get; set; } = 3_600;

    /// <summary>Seconds for which a message is tried again while the database does not answer. Then the connection is
    /// closed without an acknowledgement, so that the sender sends it again. Default 30, range 1 to 600.</summary>
    [Range(1, 600)]
    public int PatienceSeconds { get; set; } = 30;

    /// <summary>Days for which a message that comes again is known. Default 35, range 1 to 3650.</summary>
    [Range(1, 3_650)]
    public int KeptDays { get; set; } = 35;
}

/// <summary>One port. The address is this machine's own unless it is set.</summary>
public sealed class Hl7ListenerOptions
{
    /// <summary>Address to listen at. Default 127.0.0.1.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Port; 0 takes a free one.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; }

    /// <summary>Certificate chain (PEM) for TLS 1.2 and later. Default: none; then only this machine is listened to.
    /// </summary>
    public string? CertificateFile { get; set; }

    /// <summary>Key of the certificate (PEM), readable by its owner alone.</summary>
    public string? CertificateKeyFile { get; set; }

    /// <summary>Authorities (PEM) one of which has to have signed the sender's certificate. Default: none, senders
    /// show no certificate.</summary>
    public string? ClientAuthoritiesFile { get; set; }

    /// <summary>Listens to other machines without TLS: names and birth dates then cross the network for all to read.
    /// Default false.</summary>
    public bool Unencrypted { get; set; }

    /// <summary>Who may send here.</summary>
    public IList<Hl7SenderOptions> Senders { get; } = [];
}

/// <summary>An application that sends, and what its messages are about.</summary>
public sealed class Hl7SenderOptions
{
    /// <summary>Our name for it, once in all listeners; never changed, since messages are known under it.</summary>
    [Required, RegularExpression("^[A-Za-z0-9._-]{1,40}$")]
    public string Name { get; set; } = "";

    /// <summary>Its name for itself, MSH-3.1.</summary>
    [Required]
    public string Application { get; set; } = "";

    /// <summary>Its house, MSH-4.1. Default: any.</summary>
    public string? Facility { get; set; }

    /// <summary>SHA-256 of the certificate it has to show, in hexadecimal. Default: any of the listener's authorities.
    /// </summary>
    public string? Certificate { get; set; }

    /// <summary>Domain of the index.</summary>
    [Required]
    public string Domain { get; set; } = "";

    /// <summary>Source of the domain.</summary>
    [Required]
    public string Source { get; set; } = "";

    /// <summary>What its messages are written in where MSH-18 does not say. Default: ASCII, all else is
    /// refused.</summary>
    public string? Charset { get; set; }

    /// <summary>Processing id it has to have (MSH-11): P, T or D. Default P.</summary>
    public string ProcessingId { get; set; } = "P";

    /// <summary>Its assigning authorities (CX.4, namespace or universal id; or #TYPE for those of a type, CX.5) and
    /// what the domain calls them. What the domain knows by its own system or name need not be listed.</summary>
    public IDictionary<string, string> Authorities { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Authority of identifiers that name none. Default: none.</summary>
    public string? DefaultAuthority { get; set; }

    /// <summary>Updates (A08, A31) are believed even where the data do not look like the person. Default false: a
    /// person decides.</summary>
    public bool TrustUpdates { get; set; }

    /// <summary>Events that say nothing about identities (A02, A03, A11, …) are accepted and passed over. Default
    /// false: they are refused.</summary>
    public bool IgnoreOtherEvents { get; set; }
}
