using TrustCenter.Hosting;

namespace TrustCenter.Local;

/// <summary>What <c>./run</c> can be asked for.</summary>
public static class Commands
{
    /// <summary>How long a token from <c>./run token</c> is good: a person's, not a program's.</summary>
    public static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(1);

    const string Usage = """
        ./run                starts the suite in the foreground
        ./run secret CLIENT  a technical client's secret (diz, kis), or the API key of a study's server (study)
        ./run token ROLE     a bearer token for the running suite (ward, clerk, lead, diz, dpo, site, …)
        ./run password ROLE  account, password and second factor of a role at the desk
        ./run env            addresses of the running suite as shell variables
        ./run import FILE    registers people from a CSV or NDJSON file in the running suite (./run import: options)
        ./run encode FILE    encodes people for linkage between sites, no suite needed (./run encode: options)
        ./run link A B       finds who is in both files (CSV or NDJSON of millions); needs no suite (alone: options)
        ./run dedupe FILE    finds who is in a file more than once; needs no suite (alone: options)
        ./run backup FILE    seals a copy of all databases, running or not, into a file; the keys are not in it
        ./run restore FILE   sets such a copy in place of no database, with the keys brought back before
        ./run verify FILE    says whether an exported piece of an audit trail is what was signed (or: verify FILE KEYS)
        ./run tablet         prepares a tablet for trying: enrolment code, PIN, three people on the list
        ./run portal         prepares a patient for trying the portal: address, code of a letter, birth date
        ./run demo           plays a consent from signature to withdrawal against the running suite
        """;

    /// <returns>Exit code.</returns>
    public static async Task<int> RunAsync(string[] args, Func<LocalSettings> settings, TimeProvider clock)
    {
        try
        {
            switch (args)
            {
                case []:
                    return await Suite.ServeAsync(settings(), clock);
                case ["token", var role]:
                    Console.WriteLine(Token(settings(), role, clock));
                    return 0;
                case ["secret", var client]:
                    Console.WriteLine(LocalClients.SecretOf(settings().Keys, client));
                    return 0;
                case ["password", var role]:
                    Console.WriteLine(LocalStaff.PasswordOf(settings().Keys, role, clock.GetUtcNow()));
                    return 0;
                case ["env"]:
                    Console.WriteLine(RunningSuite.Read(settings().Data).ToShell());
                    return 0;
                case ["demo"]:
                    return await Demo.PlayAsync(settings(), clock);
                case ["import", .. var rest]:
                    return await ImportFile.RunAsync(rest, settings(), clock);
                case ["encode", .. var rest]:
                    return EncodePeople.Run(rest, clock);
                case ["link", .. var rest]:
                    return LinkFiles.Run(rest, within: false, clock);
                case ["dedupe", .. var rest]:
                    return LinkFiles.Run(rest, within: true, clock);
                case ["backup", var file]:
                    await Backup.SaveAsync(settings(), file, CancellationToken.None);
                    return 0;
                case ["restore", var file]:
                    await Backup.RestoreAsync(settings(), file, CancellationToken.None);
                    return 0;
                case ["verify", var file]:
                    return await VerifyAudit.RunAsync(file, null, settings(), CancellationToken.None);
                case ["verify", var file, var keys]:
                    return await VerifyAudit.RunAsync(file, keys, settings(), CancellationToken.None);
                case ["tablet"]:
                    await DemoTablet.PrepareAsync(settings(), clock);
                    return 0;
                case ["portal"]:
                    await DemoPortal.PrepareAsync(settings(), clock);
                    return 0;
                case ["help" or "--help" or "-h"]:
                    Console.WriteLine(Usage);
                    return 0;
                default:
                    await Console.Error.WriteLineAsync(Usage);
                    return 64; // EX_USAGE
            }
        }
        catch (Exception e) when (Plain(e) is not null)
        {
            await Console.Error.WriteLineAsync(Plain(e));
            return 78; // EX_CONFIG
        }
    }

    public static string Token(LocalSettings settings, string role, TimeProvider clock)
    {
        if (!Permissions.OfRole.ContainsKey(role))
        {
            throw new PlainException(
                $"There is no role {role}. Roles: {string.Join(", ", LocalClients.Roles)}.");
        }

        using var issuer = new TokenIssuer(
            LocalKeys.TokenSigning(settings.Keys), RunningSuite.Read(settings.Data).Url, clock);
        return issuer.Issue($"local-{role}", [role], ["*"], lifetime: TokenLifetime,
            signIn: new(clock.GetUtcNow(), StaffSignIn.SecondFactor));
    }

    static string? Plain(Exception exception) =>
        exception is PlainException plain ? plain.Message : HostingPipeline.Refusal(exception);
}
