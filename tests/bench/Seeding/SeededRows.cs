using Npgsql;
using NpgsqlTypes;

namespace TrustCenter.Bench;

/// <summary>A person's rows, table by table, in the columns' order.</summary>
static class SeededRows
{
    public static void SignerId(NpgsqlBinaryImporter row, SeededPerson person)
    {
        row.StartRow();
        row.Write(Person.Domain);
        row.Write(person.Lookup);
        row.Write(person.SignerId);
        row.Write(person.Subject);
        row.Write(Person.IdType);
        row.Write(person.SealedId);
        row.Write(person.Documents[0].RecordedAt.UtcDateTime);
    }

    public static void Key(NpgsqlBinaryImporter row, SeededPerson person)
    {
        row.StartRow();
        row.Write(person.Subject);
        row.Write(person.Key.Wrapped);
        row.Write(person.Key.Kek);
    }

    public static void Events(NpgsqlBinaryImporter row, SeededPerson person)
    {
        foreach (var document in person.Documents)
        {
            row.StartRow();
            row.Write(Guid.CreateVersion7(document.RecordedAt));
            row.Write(document.Event.ConsentId);
            row.Write("consent");
            row.Write(1L);
            row.Write("consent-recorded");
            row.Write(1);
            row.Write(document.Body, NpgsqlDbType.Jsonb);
            row.Write("bench");
            row.Write("seeding");
            row.Write(document.RecordedAt.UtcDateTime);
            row.Write(document.Event.SignedAt.UtcDateTime);
        }
    }

    public static void Documents(NpgsqlBinaryImporter row, SeededPerson person)
    {
        foreach (var document in person.Documents)
        {
            var recorded = document.Event;
            row.StartRow();
            row.Write(recorded.ConsentId);
            row.Write(recorded.Subject);
            row.Write(recorded.Domain);
            row.Write(recorded.Template);
            row.Write((short)recorded.Kind);
            row.Write(recorded.SignedAt.UtcDateTime);
            row.Write(document.RecordedAt.UtcDateTime);
            row.Write(document.RecordedAt.UtcDateTime);
            row.Write(1L);
            row.Write(recorded.Quality);
            row.Write(recorded.Provisions);
            row.Write(document.Answers, NpgsqlDbType.Jsonb);
            row.Write(document.Detail, NpgsqlDbType.Jsonb);
            if (document.ExpiresOn is { } day) row.Write(day);
            else row.WriteNull();
            row.Write(document.Content);
        }
    }

    public static void States(NpgsqlBinaryImporter row, SeededPerson person)
    {
        foreach (var document in person.Documents)
        {
            var recorded = document.Event;
            row.StartRow();
            row.Write(recorded.Subject);
            row.Write(recorded.ConsentId);
            row.Write(1);
            row.Write((short)recorded.Kind);
            row.Write(recorded.SignedAt.UtcDateTime);
            row.Write(document.RecordedAt.UtcDateTime);
            row.Write(recorded.Quality);
            row.Write(false);
            row.Write(recorded.Provisions);
            row.Write("");
            row.Write(recorded.Signers.ToArray());
        }
    }
}
