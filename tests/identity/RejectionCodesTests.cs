using TrustCenter.Contracts.Identity;
using TrustCenter.Testing;

namespace TrustCenter.Identities.Tests;

public sealed class RejectionCodesTests
{
    [Fact]
    public void Every_refusal_has_a_listed_code()
    {
        var used = Sources.RejectionCodes("identity");
        Assert.True(used.Count > 50, "The pattern finds no codes any more.");
        Assert.DoesNotContain(used, code => !RejectionCodes.All.ContainsKey(code));
    }
}
