using TrustCenter.Contracts.Consent;
using TrustCenter.Testing;

namespace TrustCenter.Consents.Tests;

public sealed class RejectionCodesTests
{
    [Fact]
    public void Every_refusal_has_a_listed_code()
    {
        var used = Sources.RejectionCodes("consent");
        Assert.True(used.Count > 50, "The pattern finds no codes any more.");
        Assert.DoesNotContain(used, code => !RejectionCodes.All.ContainsKey(code));
    }
}
