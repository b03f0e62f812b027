using System.Security.Cryptography;
using System.Text.Json.Nodes;
using TrustCenter.Testing;

namespace TrustCenter.Events.Tests;

/// <summary>The samples are frozen: they stand for events that lie in logs and can't be changed any more.</summary>
public sealed class UpcastTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "samples");

    static readonly Dictionary<string, object> Expected = new()
    {
        ["wallet-named.v1"] = new WalletNamed("Haushalt", WalletKind.Plain, []),
        ["wallet-named.v2"] = new WalletNamed("Tresor", WalletKind.Plain, ["Ümit"]),
        ["wallet-named.v3"] = new WalletNamed("Beide", WalletKind.SafeBox, ["Anna", "Zoë"]),
        ["money-put.v1"] = new MoneyPut(12, "Miete"),
        ["money-taken.v1"] = new MoneyTaken(
            7, new DateTimeOffset(2025, 12, 31, 23, 59, 59, TimeSpan.FromHours(1)).AddMicroseconds(123456)),
    };

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_frozen_sample_is_read_as_what_it_means_today()
    {
        await using var wallets = await WalletStore.OpenAsync(postgres, options: Upcasting());
        foreach (var file in Directory.GetFiles(Folder, "*.json"))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var stream = Guid.CreateVersion7();
            var parts = name.Split(".v");
            var json = await File.ReadAllTextAsync(file, Ct);
            await wallets.StoreRawAsync(stream, parts[0], int.Parse(parts[1], null), json);
            var read = Assert.Single(await wallets.Store.QuerySession().FetchStreamAsync(stream, ct: Ct));
            Assert.Equivalent(Expected[name], read.Data, strict: true);
        }
    }

    [Fact]
    public void The_samples_are_the_ones_that_were_frozen()
    {
        var frozen = File.ReadAllLines(Path.Combine(Folder, "SHA256SUMS")).Order();
        var present = Directory.GetFiles(Folder, "*.json").Select(file =>
            $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}  {Path.GetFileName(file)}");
        Assert.Equal(frozen, present.Order());
        Assert.Equal(Expected.Keys.Order(),
            Directory.GetFiles(Folder, "*.json").Select(Path.GetFileNameWithoutExtension).Order());
    }

    [Fact]
    public void A_store_that_could_not_read_an_old_version_does_not_start()
    {
        var options = new EventStoreOptions().Event<WalletNamed>("wallet-named", 3).Upcast("wallet-named", 1, n => n);
        using var source = Npgsql.NpgsqlDataSource.Create("Host=nowhere");
        var refused = Assert.Throws<InvalidOperationException>(
            () => new DocumentStore(source, options, TimeProvider.System));
        Assert.Contains("version 2", refused.Message, StringComparison.Ordinal);
    }

    static EventStoreOptions Upcasting() => new EventStoreOptions()
        .Event<MoneyPut>("money-put").Event<MoneyTaken>("money-taken").Event<WalletNamed>("wallet-named", version: 3)
        .Stream<Wallet>("wallet")
        .Upcast("wallet-named", 1, node =>
        {
            node["owner"] = null;
            return node;
        })
        .Upcast("wallet-named", 2, node => new JsonObject
        {
            ["name"] = node["name"]?.DeepClone(),
            ["kind"] = "plain",
            ["owners"] = node["owner"] is { } owner ? new JsonArray(owner.DeepClone()) : [],
        });
}
