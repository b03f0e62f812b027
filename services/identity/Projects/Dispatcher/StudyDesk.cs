using System.Security.Cryptography;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>A study that a caller may work in.</summary>
/// <param name="Id">The project's key.</param>
/// <param name="Project">The project.</param>
/// <param name="Site">The site that the caller acts for; null where it looks after the study as a whole.</param>
/// <param name="Key">Seals what is kept of the study.</param>
sealed record Study(Guid Id, LinkageProject Project, string? Site, DataKey Key)
{
    public EncodingProfile Profile { get; } = ProjectProfiles.Of(Project.Terms!);

    public int Bits => Profile.Bits();

    public string Version => $"{Profile.Version}";

    /// <summary>The filter of a text in Base64, or null where it can't be one of this study.</summary>
    public byte[]? Filter(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length == Bits / 8 ? bytes[..length] : null;
    }
}

/// <summary>Finds studies and looks after pseudonyms of their people.</summary>
sealed class StudyDesk(NpgsqlDataSource data, IQuerySession session, Vault vault)
{
    static readonly Rejection StudyUnknown = Rejection.NotFound("project-unknown",
        "There is no such study that is open, or you have no part in it.", Places.Of("study"));

    static readonly Rejection NotByFields = Rejection.Unprocessable("profile-not-linkable",
        "Filters of single fields are weighed all at once, not one record at a time.", Places.Of("study"));

    public static Rejection SiteUnknown(string parameter) => Rejection.NotFound("site-unknown",
        "The study has no such site, or you do not act for it.", Places.Of(parameter));

    public async Task<(Study? Study, Rejection? Refusal)> FindAsync(string name, Caller caller, CancellationToken ct)
    {
        var id = StreamIds.OfProject(name);
        var project = await session.AggregateStreamAsync<LinkageProject>(id, ct: ct);
        if (project.MaySee(caller) && ProjectProfiles.Of(project.Terms!).Kind == FilterKind.Fields)
            return (null, NotByFields);
        return project.MaySee(caller) && project.Status == ProjectStatuses.Open
            && await VaultRows.FindKeyAsync(data, id, ct) is { } key
            ? (new(id, project, caller.Oversees() ? null : project.SiteOf(caller.Name), vault.OpenKey(id, key)), null)
            : (null, StudyUnknown);
    }

    /// <summary>Keyed hash by which something of a study is found again.</summary>
    public byte[] Lookup(Study study, string what, string value) =>
        vault.LookupHash("study", what, study.Id.ToString(), value);

    /// <summary>The person of a pseudonym, or null.</summary>
    public async Task<Guid?> PersonAsync(Study study, string target, string pseudonym, CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            "select person from identity.study_pseudonyms where study = $1 and target = $2 and lookup = $3");
        foreach (var value in (object[])[study.Id, target, Lookup(study, "pseudonym", pseudonym)])
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync(ct) as Guid?;
    }

    /// <summary>The person's pseudonym in a domain of the study; drawn where there is none and one is wanted.</summary>
    public async Task<string?> PseudonymAsync(
        Study study, string target, Guid person, bool create, CancellationToken ct)
    {
        using var sealer = study.Key.Sealer();
        for (var attempt = 0; ; attempt++)
        {
            await using (var command = data.CreateCommand(
                "select content from identity.study_pseudonyms where study = $1 and target = $2 and person = $3"))
            {
                foreach (var value in (object[])[study.Id, target, person])
                    command.Parameters.Add(new() { Value = value });
                if (await command.ExecuteScalarAsync(ct) is byte[] known)
                    return System.Text.Encoding.ASCII.GetString(sealer.Open(known, person.ToByteArray()));
            }

            if (!create) return null;
            if (attempt == 10) throw new CryptographicException("Every pseudonym drawn was taken.");
            var pseudonym = PseudonymDraw.Format.Random();
            await using var batch = data.CreateBatch();
            batch.BatchCommands.Add(Sql.Command("""
                insert into identity.study_pseudonyms (study, target, person, lookup, content)
                values ($1, $2, $3, $4, $5) on conflict do nothing
                """, study.Id, target, person, Lookup(study, "pseudonym", pseudonym),
                sealer.Seal(System.Text.Encoding.ASCII.GetBytes(pseudonym), person.ToByteArray())));
            await batch.ExecuteNonQueryAsync(ct);
        }
    }
}
