using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>Accounts end: everything that leads in goes, and what was kept of the owner. Consents stay as they are.
/// </summary>
static class PortalAccounts
{
    const string Close = """
        update consent.portal_accounts set closed_at = $2, totp_since = null where id = $1 and closed_at is null
        returning subject, domain
        """;

    /// <summary>Null: there is no such open account.</summary>
    public static async Task<(Guid Subject, string Domain)?> CloseAsync(
        PortalWork work, Guid account, DateTimeOffset now, CancellationToken ct)
    {
        var found = await work.FindAsync(Sql.Command(Close, account, now),
            row => (row.GetGuid(0), row.GetString(1)), ct);
        if (found is not [var (subject, domain)]) return null;
        await work.DoAsync(ct,
            Sql.Command("delete from consent.portal_passkeys where account = $1", account),
            Sql.Command("delete from consent.portal_sessions where account = $1", account),
            Sql.Command("delete from consent.portal_acts where account = $1", account),
            Sql.Command("""
                update consent.portal_letters set withdrawn_at = $2
                where account = $1 and used_at is null and withdrawn_at is null
                """, account, now),
            PortalVault.ForgetAccount(subject, account));
        return (subject, domain);
    }
}
