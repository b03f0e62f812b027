using System.Security.Cryptography;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// How staff sign in at a tablet: account or badge, and a PIN they chose where they are signed in fully. What it opens
/// is planning and handing over. A PIN is kept as a keyed hash whose key is not in the database; five wrong ones lock
/// it.
/// </summary>
public static class StaffPins
{
    const string Choose = """
        insert into consent.tablet_pins (account, subject, salt, pin, roles, domains)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (account) do update set subject = excluded.subject, salt = excluded.salt, pin = excluded.pin,
            roles = excluded.roles, domains = excluded.domains, failures = 0, locked_until = null
        """;

    const int MostFailures = 5;
    const string NameField = "name";
    public static readonly TimeSpan Lock = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    static readonly Rejection Wrong = Rejection.Unprocessable("pin-wrong",
        "Account or PIN is wrong; after five wrong ones the account waits five minutes.");

    static readonly Rejection Locked = Rejection.Conflict("pin-locked",
        "Too many wrong PINs; this account waits five minutes.");

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPut("/tablet-pin", Set).RequirePermission(Permissions.CaptureStart).RequireRecentSignIn()
            .WithSummary("Choose one's own PIN for tablets");
        routes.MapPost("/tablet/staff", SignIn).RequirePermission(Permissions.CaptureTablet)
            .WithSummary("Staff sign in at a tablet").Produces<StaffAtTablet>();
    }

    static async Task<IResult> Set(
        ChoosePin command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        CancellationToken ct)
    {
        if (!IsGood(command.Pin))
        {
            return Problem.From(Rejection.Invalid("pin-weak",
                "A PIN has 6 to 12 digits, not all alike and not in a row.", "pin"));
        }

        if (string.IsNullOrWhiteSpace(command.Name)) return Problem.From(Faults.Missing("name"));
        if (PlainText.Fault(command.Name, "name", 120) is { } fault) return Problem.From(fault);
        var subject = Guid.CreateVersion7(session.RecordedAt);
        var key = vault.NewKey(subject);
        var salt = RandomNumberGenerator.GetBytes(16);
        session.QueueSqlCommand(Sql.Command(
            "delete from vault.items where subject = (select subject from consent.tablet_pins where account = $1)",
            caller.Name));
        session.QueueSqlCommand(Sql.Command(Choose, caller.Name, subject, salt,
            Hash(vault, caller.Name, command.Pin, salt), caller.Roles.ToArray(), caller.Domains.ToArray()));
        session.QueueSqlCommand(VaultRows.StoreKey(subject, key));
        session.Keep(vault, subject, key, NameField, System.Text.Encoding.UTF8.GetBytes(command.Name));
        session.Audit(new("tablet-pin-chosen", $"account/{caller.Name}", "done"));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status204NoContent, null), ct);
    }

    static async Task<IResult> SignIn(
        SignInAtTablet command, Caller caller, IDocumentSession session, Vault vault, TimeProvider clock,
        CancellationToken ct)
    {
        var (now, account) = (clock.GetUtcNow(), command.Account.Trim());
        var rows = await CaptureRows.FindAsync(session,
            "select salt, pin, domains, locked_until from consent.tablet_pins where account = $1", [account],
            row => (Salt: row.GetFieldValue<byte[]>(0), Pin: row.GetFieldValue<byte[]>(1),
                Domains: row.GetFieldValue<string[]>(2),
                Until: row.IsDBNull(3) ? (DateTimeOffset?)null : row.GetFieldValue<DateTimeOffset>(3)), ct);
        var known = rows is [var only] ? only : (Salt: new byte[16], Pin: new byte[32], Domains: [], Until: null);
        var mayUse = known.Domains.Contains("*") || known.Domains.Any(caller.MayUse);
        var fits = CryptographicOperations.FixedTimeEquals(
            Hash(vault, account, command.Pin, known.Salt), known.Pin);
        var tablet = TabletTokens.TabletOf(caller);
        if (known.Until > now || !fits || !mayUse || tablet == Guid.Empty)
            return await RefuseAsync(session, account, known.Until > now ? Locked : Wrong, now, ct);

        var token = OpaqueTokens.New(TabletTokens.StaffPrefix);
        session.QueueSqlCommand(Sql.Command(
            "update consent.tablet_pins set failures = 0, locked_until = null where account = $1", account));
        session.QueueSqlCommand(Sql.Command("delete from consent.tablet_staff where until < $1", now));
        // whatever it called for: somebody has come
        session.QueueSqlCommand(Sql.Command(
            "update consent.tablets set alert = null, alert_at = null where id = $1 and alert is not null", tablet));
        session.QueueSqlCommand(Sql.Command(
            "insert into consent.tablet_staff (token, account, tablet, until) values ($1, $2, $3, $4)",
            OpaqueTokens.Hash(token), account, tablet, now + Lifetime));
        session.Audit(new("tablet-staff-signed-in", $"tablet/{tablet}", "done", Detail: new { account }));
        await session.SaveChangesAsync(ct);
        return TypedResults.Ok(new StaffAtTablet(
            token, now + Lifetime, await NameAsync(session, vault, account, ct) ?? account));
    }

    /// <summary>The name somebody chose beside their PIN; null where they have none.</summary>
    public static async Task<string?> NameAsync(
        IQuerySession session, Vault vault, string account, CancellationToken ct)
    {
        var found = await CaptureRows.FindAsync(session,
            "select subject from consent.tablet_pins where account = $1", [account], row => row.GetGuid(0), ct);
        if (found is not [var subject]) return null;
        var opened = await DocumentVault.OpenAsync(session, vault, subject, [NameField], ct);
        return opened?.TryGetValue(NameField, out var name) == true ? CaptureRows.Text(name) : null;
    }

    /// <summary>6 to 12 digits that are neither all alike nor counted up or down.</summary>
    public static bool IsGood(string pin)
    {
        if (pin is not { Length: >= 6 and <= 12 } || !pin.All(char.IsAsciiDigit)) return false;
        var steps = pin.Zip(pin.Skip(1), (one, next) => next - one).Distinct().ToArray();
        return steps is not ([0] or [1] or [-1]);
    }

    static async Task<IResult> RefuseAsync(
        IDocumentSession session, string account, Rejection why, DateTimeOffset now, CancellationToken ct)
    {
        session.QueueSqlCommand(Sql.Command("""
            update consent.tablet_pins set failures = case when failures + 1 >= $3 then 0 else failures + 1 end,
                locked_until = case when failures + 1 >= $3 then $2 else locked_until end
            where account = $1 and (locked_until is null or locked_until <= $4)
            """, account, now + Lock, MostFailures, now));
        session.Audit(new("tablet-staff-signed-in", "account", "refused", Detail: new { reason = why.Code }));
        await session.SaveChangesAsync(ct);
        return Problem.From(why);
    }

    static byte[] Hash(Vault vault, string account, string pin, byte[] salt) =>
        vault.LookupHash("tablet-pin", account, pin, Convert.ToHexStringLower(salt));
}
