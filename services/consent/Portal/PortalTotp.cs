using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// Checks an authenticator app's number. Five wrong ones and the account waits five minutes; it is counted before it is
/// compared, so that many at once are counted one by one.
/// </summary>
static class PortalTotp
{
    const int Most = 5;
    public static readonly TimeSpan Lock = TimeSpan.FromMinutes(5);

    const string Claim = """
        update consent.portal_accounts set
            failures = case when locked_until is null then failures + 1 else 1 end,
            locked_until = case when locked_until is null and failures + 1 >= $3 then $4 end
        where {0} = $1 and closed_at is null and (ends_at is null or ends_at > $2) and totp_since is not null
            and (locked_until is null or locked_until <= $2)
        returning id, subject, domain, totp_step
        """;

    const string Right = """
        update consent.portal_accounts set failures = 0, locked_until = null, totp_step = $2 where id = $1
        """;

    static readonly string ByNumber = Claim.Replace("{0}", "number", StringComparison.Ordinal);
    static readonly string ById = Claim.Replace("{0}", "id", StringComparison.Ordinal);
    static readonly byte[] NoSecret = new byte[Totp.SecretBytes];

    /// <param name="key">Keyed hash of the account's number, or its id.</param>
    /// <returns>The account, or null: wrong number, waiting, without an app, or no such account.</returns>
    public static async Task<(Guid Account, string Domain)?> VerifyAsync(
        PortalWork work, IQuerySession session, Vault vault, object key, string? typed, DateTimeOffset now,
        CancellationToken ct)
    {
        var found = await work.FindAsync(
            Sql.Command(key is Guid ? ById : ByNumber, key, now, Most, now + Lock), row => (
                Id: row.GetGuid(0), Subject: row.GetGuid(1), Domain: row.GetString(2), Step: row.GetInt64(3)), ct);
        var account = found.FirstOrDefault();
        var field = PortalFields.Totp(account.Id);
        var opened = await DocumentVault.OpenAsync(session, vault, account.Subject, [field], ct);
        var secret = opened is not null && opened.TryGetValue(field, out var known) ? known : null;
        var step = Totp.Match(secret ?? NoSecret, Totp.Clean(typed) ?? "", now, account.Step);
        if (secret is null || step is not { } used) return null;
        await work.DoAsync(ct, Sql.Command(Right, account.Id, used));
        return (account.Id, account.Domain);
    }
}
