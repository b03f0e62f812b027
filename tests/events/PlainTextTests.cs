using FsCheck;
using FsCheck.Fluent;

namespace TrustCenter.Events.Tests;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("Müller-Lüdenscheidt, Prof. Dr.")]
    [InlineData("نور 👩‍⚕️")]
    [InlineData("")]
    [InlineData(null)]
    public void What_people_are_called_is_plain_text(string? text) => Assert.Null(PlainText.Fault(text, "name", 60));

    [Theory]
    [InlineData("Anna\nBcc", "character-not-allowed")]
    [InlineData("Anna\tB", "character-not-allowed")]
    [InlineData("Anna\u202Egnp", "character-not-allowed")]
    [InlineData("Anna\u2067", "character-not-allowed")]
    [InlineData("Anna<b>", "markup-not-allowed")]
    [InlineData("AnnaAnnaA", "too-long")]
    public void What_is_none_is_named(string text, string code)
    {
        var fault = PlainText.Fault(text, "name", 8)!;
        Assert.Equal((code, "name"), (fault.Code, fault.Path));
    }

    [Fact]
    public void Half_a_character_is_no_text() =>
        Assert.True(PlainText.HasHiddenCharacters(new string(['A', '\uD83D'])));

    [Fact]
    public void A_question_may_have_lines_and_a_name_may_not() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            var bare = new string([.. text.Get.Select(c => c is '\n' or '\r' or '\t' ? ' ' : c)]);
            return PlainText.HasHiddenCharacters(text.Get, lines: true) == PlainText.HasHiddenCharacters(bare)
                && (text.Get == bare || PlainText.HasHiddenCharacters(text.Get));
        }).QuickCheckThrowOnFailure();
}
