using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>One row for each person and each identity: whose is what.</summary>
public sealed class PersonsProjection : IInlineProjection
{
    const string NewPerson = Sql.Rows + """
        insert into identity.persons (person, domain, status, reference, version, recorded_at, changed_at)
        select p, d, 'active', r, 1, t, t
        from unnest($1::uuid[], $2::text[], $3::uuid[], $4::timestamptz[]) as x (p, d, r, t)
        """;

    const string NewIdentity = Sql.Rows + """
        insert into identity.identities (identity, person, source, active, recorded_at)
        select i, p, s, true, t
        from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[]) as x (i, p, s, t)
        """;

    const string Change = Sql.Rows + """
        update identity.persons p set version = x.v, changed_at = x.t,
            reference = coalesce(nullif(x.r, '00000000-0000-0000-0000-000000000000'), p.reference)
        from unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::uuid[]) as x (p, v, t, r) where p.person = x.p
        """;

    const string SetStatus =
        "update identity.persons set status = $2, merged_into = $3::uuid where person = $1";

    const string Hand = "update identity.identities set person = $1 where identity = any($2)";

    const string SetActive = "update identity.identities set active = $2 where identity = $1";

    const string SetVital = "update identity.persons set vital_status = $2 where person = $1";

    public IEnumerable<NpgsqlBatchCommand> Apply(IEvent @event)
    {
        var (at, person) = (@event.Metadata.RecordedAt.UtcDateTime, @event.StreamId);
        switch (@event.Data)
        {
            case PersonRegistered e:
                yield return Begin(person, e.Domain, e.Identity, at);
                yield return Identity(e.Identity, person, e.Source, at);
                yield break;
            case PersonSplitOff e:
                yield return Begin(person, e.Domain, e.Reference, at);
                yield return Sql.Command(Hand, person, Ids(e.Identities));
                yield break;
        }

        foreach (var command in Details(@event.Data, person, at)) yield return command;
        if (ReferenceOf(@event.Data) is { } reference) yield return Touch(@event, reference);
    }

    static IEnumerable<NpgsqlBatchCommand> Details(object data, Guid person, DateTime at) => data switch
    {
        IdentityAdded e => [Identity(e.Identity, person, e.Source, at)],
        IdentityDeactivated e => [Sql.Command(SetActive, e.Identity, false)],
        IdentityReactivated e => [Sql.Command(SetActive, e.Identity, true)],
        IdentityDeleted e => [Sql.Command("delete from identity.identities where identity = $1", e.Identity)],
        PersonDeactivated => [Status(person, PersonStatus.Deactivated)],
        PersonReactivated => [Status(person, PersonStatus.Active)],
        PersonDeleted =>
        [
            Sql.Command("delete from identity.identities where person = $1", person),
            Status(person, PersonStatus.Deleted),
        ],
        VitalStatusRecorded e => [Sql.Command(SetVital, person, Name(e.Status))],
        PersonAbsorbed e =>
        [
            Sql.Command(Hand, person, Ids(e.Identities)), Sql.Command(SetVital, person, Name(e.VitalStatus)),
        ],
        PersonMerged e => [Status(person, PersonStatus.Merged, e.Into)],
        PersonRestored e => [Status(person, e.Status), Sql.Command(Hand, person, Ids(e.Identities))],
        MergeUndone e => [Sql.Command(SetVital, person, Name(e.VitalStatus))],
        SplitUndone e => [Sql.Command(Hand, person, Ids(e.Identities))],
        SplitOffUndone e => [Status(person, PersonStatus.Merged, e.Into)],
        IdentityMovedIn e => [Sql.Command(Hand, person, new[] { e.Identity.Id })],
        _ => [],
    };

    /// <summary>The reference an event sets, empty where it leaves it alone, null where it is no change of a
    /// person.</summary>
    static Guid? ReferenceOf(object data) => data switch
    {
        IdentityAdded e => e.AsReference ? e.Identity : Guid.Empty,
        ReferenceSet e => e.Identity,
        IdentityDeactivated e => e.Reference,
        IdentityDeleted e => e.Reference,
        PersonRestored e => e.Reference,
        PersonSplit e => e.Reference,
        MergeUndone e => e.Reference,
        SplitUndone e => e.Reference,
        IdentityMovedOut e => e.Reference,
        ContactsAdded or ContactEnded or IdentifiersEnded or IdentityReactivated or PersonDeactivated
            or PersonReactivated or VitalStatusRecorded or PersonAbsorbed or PersonMerged or SplitOffUndone
            or IdentityMovedIn or PersonDeleted => Guid.Empty,
        _ => null,
    };

    static NpgsqlBatchCommand Begin(Guid person, string domain, Guid reference, DateTime at) =>
        Sql.Command(NewPerson, new[] { person }, new[] { domain }, new[] { reference }, new[] { at });

    static NpgsqlBatchCommand Identity(Guid identity, Guid person, string source, DateTime at) =>
        Sql.Command(NewIdentity, new[] { identity }, new[] { person }, new[] { source }, new[] { at });

    static NpgsqlBatchCommand Touch(IEvent @event, Guid reference) => Sql.Command(Change,
        new[] { @event.StreamId }, new[] { @event.Version }, new[] { @event.Metadata.RecordedAt.UtcDateTime },
        new[] { reference });

    static NpgsqlBatchCommand Status(Guid person, PersonStatus status, Guid? into = null) =>
        Sql.Command(SetStatus, person, Name(status),
            new NpgsqlParameter { Value = (object?)into ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });

    static string Name<T>(T value) where T : struct, Enum =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    static Guid[] Ids(IEnumerable<IdentityKey> identities) => [.. identities.Select(identity => identity.Id)];
}
