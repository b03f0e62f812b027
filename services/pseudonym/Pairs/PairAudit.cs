using System.Globalization;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>Audit entries of asks: one each, with counts; never an original or a pseudonym.</summary>
static class PairAudit
{
    public static AuditRecord Of(PairAsk ask, OpenDomain domain, PairReply reply, DateTimeOffset now)
    {
        var found = reply.Answers.Count(answer => answer.Pseudonym is not null && !answer.Created);
        var withheld = Some("withheld", domain.Tie is null ? 0 : reply.Answers.Count(answer => answer.Withheld));
        var entry = new AuditEntry(Action(ask.Wish), $"domain/{domain.Row.Stream}",
            reply.Rejection is null ? "done" : "refused",
            Detail: new CanonicalDetail(reply.Rejection is { } rejection
                ? string.Create(CultureInfo.InvariantCulture,
                    $"{{\"asked\":{ask.Originals.Count},\"code\":\"{rejection.Code}\"}}")
                : string.Create(CultureInfo.InvariantCulture,
                    $"{{\"asked\":{ask.Originals.Count},\"created\":{reply.Created},\"found\":{found}{withheld}}}")));
        return AuditRecord.Of(entry, ask.Caller, now);
    }

    static string Some(string name, int count) =>
        count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $",\"{name}\":{count}");

    static string Action(PairWish wish) => wish switch
    {
        PairWish.Get => "pseudonym-get",
        PairWish.CreateOrGet => "pseudonym-create",
        _ => "pseudonym-add",
    };
}
