using System.Text;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Names of the portal's items in the vault of the person the consents are about.</summary>
public static class PortalFields
{
    public static string Letter(Guid letter) => $"portal/letter/{letter:N}";
    public static string Name(Guid account) => $"{Account(account)}name";
    public static string Birth(Guid account) => $"{Account(account)}birth";
    public static string Number(Guid account) => $"{Account(account)}number";
    public static string Totp(Guid account) => $"{Account(account)}totp";
    public static string NewTotp(Guid account) => $"{Account(account)}totp/new";
    public static string Passkey(Guid account, Guid passkey) => $"{Account(account)}passkey/{passkey:N}";
    public static string Asked(Guid question) => $"portal/question/{question:N}/asked";
    public static string Answered(Guid question) => $"portal/question/{question:N}/answered";

    /// <summary>What all items of an account begin with; questions outlive it.</summary>
    public static string Account(Guid account) => $"portal/account/{account:N}/";
}

/// <summary>A letter until it is printed, used, dead or withdrawn.</summary>
/// <param name="Code">Null once it is printed.</param>
public sealed record LetterContent(string Name, DateOnly BirthDate, string? Code, string? Qr);

/// <summary>Statements on the portal's items.</summary>
public static class PortalVault
{
    const string Put = """
        insert into vault.items (subject, field, version, content) values ($1, $2, 1, $3)
        on conflict (subject, field, version) do update set content = excluded.content
        """;

    public static Npgsql.NpgsqlBatchCommand Keep(
        Vault vault, Guid subject, WrappedKey key, string field, ReadOnlySpan<byte> content) =>
        Sql.Command(Put, subject, field, vault.Seal(subject, key, field, content));

    public static Npgsql.NpgsqlBatchCommand Keep(
        Vault vault, Guid subject, WrappedKey key, string field, string content) =>
        Keep(vault, subject, key, field, Encoding.UTF8.GetBytes(content));

    public static Npgsql.NpgsqlBatchCommand Forget(Guid subject, string field) =>
        Sql.Command("delete from vault.items where subject = $1 and field = $2", subject, field);

    /// <summary>Everything that is kept of an account.</summary>
    public static Npgsql.NpgsqlBatchCommand ForgetAccount(Guid subject, Guid account) => Sql.Command(
        "delete from vault.items where subject = $1 and starts_with(field, $2)", subject,
        PortalFields.Account(account));

    public static string? Text(this IReadOnlyDictionary<string, byte[]>? opened, string field) =>
        opened is not null && opened.TryGetValue(field, out var text) ? CaptureRows.Text(text) : null;
}
