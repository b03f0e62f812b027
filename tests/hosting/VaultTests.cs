using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TrustCenter.Testing;

namespace TrustCenter.Hosting.Tests;

public sealed class VaultTests : IDisposable
{
    readonly TestTokens _files = new(TimeProvider.System);
    readonly Vault _vault;
    readonly Guid _subject = Guid.CreateVersion7();

    public VaultTests() => _vault = new Vault(ServiceKeys.Read(_files.ServiceKeysFile("consent"), "consent"));

    [Fact]
    public void What_was_sealed_opens_as_it_was()
    {
        var key = _vault.NewKey(_subject);
        Prop.ForAll<byte[], NonNull<string>>((plain, field) => _vault
            .Open(_subject, key, field.Get, _vault.Seal(_subject, key, field.Get, plain)).SequenceEqual(plain))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_content_moved_to_another_subject_field_or_key_does_not_open()
    {
        var key = _vault.NewKey(_subject);
        var content = _vault.Seal(_subject, key, "signature", "Łukasz"u8);
        var other = Guid.CreateVersion7();
        Assert.Throws<VaultException>(() => _vault.Open(other, key, "signature", content));
        Assert.Throws<VaultException>(() => _vault.Open(other, _vault.NewKey(other), "signature", content));
        Assert.Throws<VaultException>(() => _vault.Open(_subject, key, "scan", content));
        Assert.Throws<VaultException>(() => _vault.Open(_subject, _vault.NewKey(_subject), "signature", content));
    }

    [Fact]
    public void A_key_opened_once_seals_what_opens_one_by_one()
    {
        using var made = _vault.NewSeal(_subject);
        using var opened = _vault.OpenSeal(_subject, made.Key);
        Prop.ForAll<byte[], NonNull<string>>((plain, field) => new[] { made, opened }.All(seal =>
            _vault.Open(_subject, seal.Key, field.Get, seal.Seal(field.Get, plain)).SequenceEqual(plain)))
            .QuickCheckThrowOnFailure();
        Assert.Throws<VaultException>(() => _vault.OpenSeal(Guid.CreateVersion7(), made.Key));
        Assert.Throws<VaultException>(() => _vault.Open(_subject, made.Key, "scan", made.Seal("signature", "x"u8)));
    }

    [Fact]
    public void Any_changed_byte_keeps_it_closed()
    {
        var key = _vault.NewKey(_subject);
        var content = _vault.Seal(_subject, key, "scan", "0123456789"u8);
        for (var i = 0; i < content.Length; i++)
        {
            var changed = content.ToArray();
            changed[i] ^= 1;
            Assert.Throws<VaultException>(() => _vault.Open(_subject, key, "scan", changed));
        }

        for (var length = 0; length < content.Length; length++)
            Assert.Throws<VaultException>(() => _vault.Open(_subject, key, "scan", content.AsSpan(0, length)));
    }

    [Fact]
    public void The_same_content_never_looks_the_same_twice()
    {
        var key = _vault.NewKey(_subject);
        var seen = Enumerable.Range(0, 1000).Select(_ => Convert.ToHexString(_vault.Seal(_subject, key, "f", "x"u8)));
        Assert.Equal(1000, seen.Distinct().Count());
    }

    [Fact]
    public void Another_key_file_opens_nothing()
    {
        var key = _vault.NewKey(_subject);
        var content = _vault.Seal(_subject, key, "f", "x"u8);
        var other = new Vault(ServiceKeys.Read(_files.ServiceKeysFile("identity"), "identity"));
        Assert.Throws<VaultException>(() => other.Open(_subject, key, "f", content));
        Assert.Throws<VaultException>(() => _vault.Open(_subject, key with { Kek = "gone" }, "f", content));
    }

    [Fact]
    public void A_rewrapped_key_opens_what_the_old_one_sealed()
    {
        var key = _vault.NewKey(_subject);
        var content = _vault.Seal(_subject, key, "f", "x"u8);
        var rewrapped = _vault.Rewrap(_subject, key);
        Assert.NotEqual(key.Wrapped, rewrapped.Wrapped);
        Assert.Equal("x"u8, _vault.Open(_subject, rewrapped, "f", content));
    }

    [Fact]
    public void A_lookup_hash_tells_purposes_and_parts_apart_and_needs_the_key()
    {
        Assert.Equal(_vault.LookupHash("pid", "ab", "c"), _vault.LookupHash("pid", "ab", "c"));
        Assert.NotEqual(_vault.LookupHash("pid", "ab", "c"), _vault.LookupHash("pid", "a", "bc"));
        Assert.NotEqual(_vault.LookupHash("pid", "ab"), _vault.LookupHash("kvnr", "ab"));
        Assert.NotEqual(_vault.LookupHash("pid", "ab"), _vault.LookupHash("pid", "ab", ""));
        var other = new Vault(ServiceKeys.Read(_files.ServiceKeysFile("identity"), "identity"));
        Assert.NotEqual(_vault.LookupHash("pid", "ab"), other.LookupHash("pid", "ab"));
    }

    [Fact]
    public async Task The_database_holds_no_key_and_no_plain_text_and_erasing_leaves_nothing()
    {
        await using var postgres = new PostgresFixture();
        var database = await postgres.DatabaseAsync(HostingSchema.Script);
        await using var source = database.AppDataSource();
        var key = _vault.NewKey(_subject);
        await using (var batch = source.CreateBatch())
        {
            batch.BatchCommands.Add(VaultRows.StoreKey(_subject, key));
            batch.BatchCommands.Add(VaultRows.StoreItem(
                _subject, "name", 1, _vault.Seal(_subject, key, "name", "Canary-Name"u8)));
            await batch.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var found = await VaultRows.FindItemAsync(source, _subject, "name", TestContext.Current.CancellationToken);
        Assert.Equal("Canary-Name", Encoding.UTF8.GetString(
            _vault.Open(_subject, found!.Value.Key, "name", found.Value.Content)));
        var stored = found.Value.Content.Concat(found.Value.Key.Wrapped).ToArray();
        var file = Encoding.UTF8.GetString(File.ReadAllBytes(_files.ServiceKeysFile("consent")));
        Assert.DoesNotContain("Canary", Encoding.Latin1.GetString(stored), StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(found.Value.Key.Wrapped), file, StringComparison.Ordinal);
        await using (var batch = source.CreateBatch())
        {
            foreach (var command in VaultRows.Erase(_subject))
                batch.BatchCommands.Add(command);

            await batch.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        Assert.Null(await VaultRows.FindKeyAsync(source, _subject, TestContext.Current.CancellationToken));
        Assert.Null(await VaultRows.FindItemAsync(source, _subject, "name", TestContext.Current.CancellationToken));
    }

    public void Dispose() => _files.Dispose();
}
