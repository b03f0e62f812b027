using System.Buffers.Text;
using System.Security.Cryptography;
using Npgsql;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>Challenges for passkeys: each for one thing, for five minutes, once. Kept as hashes.</summary>
static class PortalChallenges
{
    public const string SignIn = "sign-in";
    public const string Register = "register";
    public const string Again = "again";
    public const int Seconds = 300;

    const string Insert = """
        insert into consent.portal_challenges (challenge, purpose, session, act, until) values ($1, $2, $3, $4, $5)
        """;

    const string Use = """
        delete from consent.portal_challenges
        where challenge = $1 and purpose = $2 and session is not distinct from $3 and act is not distinct from $4
            and until > $5 returning 1
        """;

    public static (string Challenge, NpgsqlBatchCommand Command) New(
        string purpose, Guid? session, Guid? act, DateTimeOffset now)
    {
        var challenge = RandomNumberGenerator.GetBytes(32);
        return (Base64Url.EncodeToString(challenge), Sql.Command(Insert, SHA256.HashData(challenge), purpose,
            PortalRows.Id(session), PortalRows.Id(act), now.AddSeconds(Seconds)));
    }

    /// <summary>The challenge that a browser answered, if it was given out for this and not used; used now.</summary>
    public static async Task<byte[]?> UseAsync(
        PortalWork work, string clientData, string purpose, Guid? session, Guid? act, DateTimeOffset now,
        CancellationToken ct)
    {
        if (WebAuthn.ChallengeOf(clientData) is not { } challenge) return null;
        var used = await work.FindAsync(Sql.Command(Use, SHA256.HashData(challenge), purpose, PortalRows.Id(session),
            PortalRows.Id(act), now), _ => true, ct);
        return used.Count > 0 ? challenge : null;
    }
}

/// <summary>Passkeys that were set up, and their use.</summary>
static class PortalPasskeys
{
    const string Find = """
        select p.id, p.account, p.key, p.algorithm, p.counter, a.domain from consent.portal_passkeys p
        join consent.portal_accounts a on a.id = p.account
        where p.credential = $1 and a.closed_at is null and (a.ends_at is null or a.ends_at > $2) for update of p
        """;

    /// <summary>Whose passkey signed this challenge; null: nobody's, or anything is not as it must be.</summary>
    public static async Task<(Guid Account, string Domain)?> VerifyAsync(
        PortalWork work, RelyingParty party, PasskeyAnswer answer, byte[] challenge, DateTimeOffset now,
        CancellationToken ct)
    {
        if (WebAuthn.TryDecode(answer.Credential) is not { } credential) return null;
        var found = await work.FindAsync(Sql.Command(Find, credential, now), row => (
            Id: row.GetGuid(0), Account: row.GetGuid(1), Key: row.GetFieldValue<byte[]>(2),
            Algorithm: row.GetInt32(3), Counter: row.GetInt64(4), Domain: row.GetString(5)), ct);
        if (found is not [var known]
            || WebAuthn.Verify(party, answer.ClientData, answer.AuthenticatorData, answer.Signature, challenge,
                known.Algorithm, known.Key, (uint)known.Counter) is not { } counter) return null;
        await work.DoAsync(ct, Sql.Command(
            "update consent.portal_passkeys set counter = $2, used_at = $3 where id = $1", known.Id, (long)counter,
            now));
        return (known.Account, known.Domain);
    }

    public static Task<List<string>> CredentialsAsync(IQuerySession session, Guid account, CancellationToken ct) =>
        CaptureRows.FindAsync(session,
            "select credential from consent.portal_passkeys where account = $1 order by added_at", [account],
            row => Base64Url.EncodeToString(row.GetFieldValue<byte[]>(0)), ct);
}
