using System.Net;
using Microsoft.Extensions.Options;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Asks the pseudonym service, with this service's own client credentials, for pseudonyms of ids of the index
/// and back.</summary>
sealed class PseudonymLink(IOptions<PseudonymLinkOptions> options, TimeProvider clock) : IDisposable
{
    /// <summary>What originals are asked for: the pseudonym domain has to grant it to this client.</summary>
    public const string Purpose = "patient-list";

    static readonly Rejection Silent = Rejection.Unavailable("unavailable",
        "The pseudonym service does not answer; send it again, with the same token if there is one.");

    static readonly Rejection Refused = Rejection.Conflict("pseudonym-refused",
        "The pseudonym service makes no pseudonym of this person: the consent that the domain requires is not there, "
        + "or the domain is not to be used.");

    readonly ServiceLink _link = new(options.Value, clock);

    /// <summary>A person's pseudonym, made where there is none yet.</summary>
    public Task<(string? Pseudonym, Rejection? Refusal)> OfAsync(string domain, string mpiId, CancellationToken ct) =>
        AskAsync("/api/pseudonym/pseudonyms", new CreatePseudonyms(domain, [mpiId]), ct);

    /// <summary>A person's pseudonym if there is one: nothing is made.</summary>
    public async Task<string?> KnownAsync(string domain, string mpiId, CancellationToken ct) =>
        (await AskAsync("/api/pseudonym/pseudonyms/get", new GetPseudonyms(domain, [mpiId]), ct)).Pseudonym;

    /// <summary>The id of the index behind a pseudonym; null: not known, or not granted.</summary>
    public async Task<(string? MpiId, Rejection? Refusal)> BehindAsync(
        string domain, string pseudonym, CancellationToken ct)
    {
        try
        {
            var answer = await _link.PostAsync<OriginalAnswers>("/api/pseudonym/pseudonyms/resolve",
                new ResolvePseudonyms(domain, [pseudonym], Purpose), ct);
            return (answer.Results[0].Original, null);
        }
        catch (ServiceSilentException e)
        {
            return (null, IsVerdict(e) ? null : Silent);
        }
    }

    public void Dispose() => _link.Dispose();

    async Task<(string? Pseudonym, Rejection? Refusal)> AskAsync(string path, object ask, CancellationToken ct)
    {
        try
        {
            var answer = await _link.PostAsync<PseudonymAnswers>(path, ask, ct);
            return answer.Results is [{ Pseudonym: { } pseudonym }] ? (pseudonym, null) : (null, Refused);
        }
        catch (ServiceSilentException e)
        {
            return (null, IsVerdict(e) ? Refused : Silent);
        }
    }

    static bool IsVerdict(ServiceSilentException e) => e.Status is HttpStatusCode.BadRequest
        or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Conflict
        or HttpStatusCode.UnprocessableEntity;
}
