using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>What is wanted of the originals.</summary>
public enum PairWish
{
    /// <summary>The pseudonyms that are there.</summary>
    Get,

    /// <summary>Those, and new ones where there are none.</summary>
    CreateOrGet,

    /// <summary>New ones in any case.</summary>
    Add,
}

/// <summary>One caller's wish for one domain: carried out wholly or refused wholly.</summary>
/// <param name="Copies">For <see cref="PairWish.Add"/>: new pseudonyms per original.</param>
/// <param name="ValidUntil">New pseudonyms end then; null: as the domain says.</param>
/// <param name="Partly">Where consent is missing for some, the others are answered; otherwise none is.</param>
/// <param name="Keep">A statement for the same transaction, made of the reply: the stored answer.</param>
public sealed record PairAsk(
    string Domain, IReadOnlyList<string> Originals, PairWish Wish, Caller Caller, int Copies = 1,
    DateTimeOffset? ValidUntil = null, bool Partly = false, Func<PairReply, NpgsqlBatchCommand?>? Keep = null);

/// <summary>One pseudonym in a reply; null where there is none.</summary>
/// <param name="Withheld">The consent that the domain requires is not there.</param>
public readonly record struct PairAnswer(
    string? Pseudonym, int Number, bool Created, DateTimeOffset? ValidUntil, bool Withheld = false);

/// <summary>What came of an ask. Answers are in the order of the originals, copies of one side by side.</summary>
/// <param name="Rejection">Why nothing was done, or null.</param>
/// <param name="Fill">Share of the domain's pseudonyms in use, where it is worth a warning.</param>
public sealed record PairReply(Rejection? Rejection, PairAnswer[] Answers, int Created, double? Fill = null)
{
    public static PairReply Refused(Rejection rejection) => new(rejection, [], 0);
}
