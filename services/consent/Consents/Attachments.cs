namespace TrustCenter.Consents;

/// <summary>Files people hand in: judged by their first bytes, not by what they call themselves.</summary>
public static class Attachments
{
    public const int MaxScan = 10 * 1024 * 1024;
    public const int MaxImage = 1024 * 1024;

    static readonly (string ContentType, byte[] Magic)[] Kinds =
    [
        ("application/pdf", "%PDF-"u8.ToArray()),
        ("image/png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
        ("image/jpeg", [0xFF, 0xD8, 0xFF]),
    ];

    public static bool TryReadPng(string base64, out byte[]? image)
    {
        image = null;
        if (base64.Length > MaxImage * 4 / 3 + 4 || !TryRead("image/png", base64, out var bytes)) return false;
        image = bytes;
        return true;
    }

    public static bool TryRead(string contentType, string base64, out byte[] content)
    {
        content = [];
        if (base64.Length > (MaxScan / 3 + 1) * 4) return false;
        var buffer = new byte[base64.Length / 4 * 3 + 3];
        if (!Convert.TryFromBase64String(base64, buffer, out var length) || length > MaxScan) return false;
        var magic = Array.Find(Kinds, kind => kind.ContentType == contentType).Magic;
        if (magic is null || !buffer.AsSpan(0, length).StartsWith(magic)) return false;
        content = buffer[..length];
        return true;
    }

    /// <summary>Content type by the first bytes.</summary>
    public static string TypeOf(byte[] content) =>
        Array.Find(Kinds, kind => content.AsSpan().StartsWith(kind.Magic)).ContentType ?? "application/octet-stream";
}
