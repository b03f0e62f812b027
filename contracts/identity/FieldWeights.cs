namespace TrustCenter.Contracts.Identity;

/// <summary>By what the records of a project with a filter for each field were linked: learnt from the filters alone.
/// It says nothing about anybody; records have no ids in it.</summary>
/// <param name="Fields">Fields with their levels of agreement.</param>
/// <param name="Pairs">How many pairs in a million are taken to be one person's.</param>
/// <param name="Compared">Pairs that agreed in some fields wholly and so were weighed.</param>
/// <param name="Questions">Possible matches, the likeliest first, 1,000 at most.</param>
public sealed record FieldWeights(
    IReadOnlyList<FieldWeight> Fields, double Pairs, long Compared, IReadOnlyList<QuestionWeight> Questions);

/// <summary>A field with its levels of agreement.</summary>
/// <param name="Field">Name of the field.</param>
/// <param name="Missing">Certain pairs in which the field was missing on one side or both.</param>
/// <param name="Levels">Levels, the same first.</param>
public sealed record FieldWeight(string Field, long Missing, IReadOnlyList<LevelWeight> Levels);

/// <summary>A level of agreement.</summary>
/// <param name="Level">Name of the level.</param>
/// <param name="M">Share of the same person's pairs that agree so.</param>
/// <param name="U">Share of strangers that do; of names the mean, a name's own frequency counts.</param>
/// <param name="Weight">What it adds to the odds, as a power of two.</param>
/// <param name="Links">How many certain pairs agree so.</param>
public sealed record LevelWeight(string Level, double M, double U, double Weight, long Links);

/// <summary>Why a pair is a possible match.</summary>
/// <param name="Question">The question that the sites are asked.</param>
/// <param name="Probability">That both are one person.</param>
/// <param name="Fields">What each field adds.</param>
public sealed record QuestionWeight(Guid Question, double Probability, IReadOnlyList<WeighedField> Fields);

/// <summary>What a field adds to the odds of a pair.</summary>
/// <param name="Field">Name, or what is known besides: <c>prior</c>, <c>moved</c>, <c>names</c>, <c>household</c>.
/// </param>
/// <param name="Level">How far both agree.</param>
/// <param name="Weight">What it adds, as a power of two.</param>
/// <param name="Why">A sentence.</param>
public sealed record WeighedField(string Field, string Level, double Weight, string Why);
