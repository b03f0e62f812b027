using TrustCenter.Testing;

[assembly: AssemblyFixture(typeof(TrustCenter.Suite.Tests.RunningSuiteFixture))]

namespace TrustCenter.Suite.Tests;

/// <summary>One suite for all tests that only ask it something.</summary>
public sealed class RunningSuiteFixture : IAsyncDisposable
{
    readonly Lazy<Task<SuiteProcess>> _suite = new(() => SuiteProcess.StartAsync());

    public Task<SuiteProcess> SuiteAsync() => _suite.Value;

    public async ValueTask DisposeAsync()
    {
        if (_suite.IsValueCreated) await (await _suite.Value).DisposeAsync();
    }
}
