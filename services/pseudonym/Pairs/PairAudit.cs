using System.Globalization;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>Audit entries of asks: one each, with counts; never an original or a pseudonym.</summary>
static class PairAudit
{
    public static AuditRecord Of(PairAsk ask, OpenDomain domain, PairReply reply, DateTimeOffset now)
    {
        var found = reply.Answers.Count(answer => answer.Pseudonym is not null && !answer.Created);
        var entry = new AuditEntry(Action(ask.Wish), $"domain/{domain.Row.Stream}",
            reply.Rejection is null ? "done" : "refused",
            Detail: new CanonicalDetail(reply.Rejection is { } rejection
                ? string.Create(CultureInfo.InvariantCulture,
                    $"{{\"asked\":{ask.Originals.Count},\"code\":\"{rejection.Code}\"}}")
                : string.Create(CultureInfo.InvariantCulture,
                    $"{{\"asked\":{ask.Originals.Count},\"created\":{reply.Created},\"found\":{found}}}")));
        return AuditRecord.Of(entry, ask.Caller, now);
    }

    static string Action(PairWish wish) => wish switch
    {
        PairWish.Get => "pseudonym-get",
        PairWish.CreateOrGet => "pseudonym-create",
        _ => "pseudonym-add",
    };
}
