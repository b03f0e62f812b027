using TrustCenter.Testing;

namespace TrustCenter.Consents.Tests;

/// <summary>The consent service with a clock that the test moves and the portal at <c>http://localhost</c>.</summary>
public sealed class PortalApp : ConsentApp
{
    public const string Origin = "http://localhost";

    public PortalApp(SharedPostgres postgres) : this(postgres, new())
    {
    }

    PortalApp(SharedPostgres postgres, TestClock clock) : base(postgres, clock) => Clock = clock;

    public TestClock Clock { get; }

    protected override IEnumerable<(string Name, string Value)> Settings =>
    [
        ("Consent:Portal:Address", Origin + "/portal/"),
        ("Consent:Portal:Links:0:Kind", "project-register"),
        ("Consent:Portal:Links:0:Title", "Register der Projekte"),
        ("Consent:Portal:Links:0:Address", "https://register.example/projekte"),
        ("Limits:AnonymousRequestsPerSecond", "10000"),
    ];
}
