using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Testing;

namespace TrustCenter.Pseudonyms.Tests;

public sealed class RejectionCodesTests
{
    [Fact]
    public void Every_refusal_has_a_listed_code()
    {
        var used = Sources.RejectionCodes("pseudonym");
        Assert.True(used.Count > 30, "The pattern finds no codes any more.");
        Assert.DoesNotContain(used, code => !RejectionCodes.All.ContainsKey(code));
    }
}
