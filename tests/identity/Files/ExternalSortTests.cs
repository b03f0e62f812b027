using FsCheck;
using FsCheck.Fluent;

namespace TrustCenter.Identities.Tests;

public sealed class ExternalSortTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("sort-").FullName;

    [Fact]
    public void What_does_not_fit_into_memory_comes_back_in_order() =>
        Prop.ForAll(Gen.Choose(0, 12_000).ToArbitrary(), Gen.Choose(1, int.MaxValue).ToArbitrary(), (count, seed) =>
        {
            // a run of 1,024 and two at a time: up to four rounds of merging
            using var files = new SealedFiles(_folder, new byte[32]);
            using var sort = new ExternalSort<long>(files, "numbers", 1);
            var (values, state) = (new long[count], (ulong)seed);
            for (var i = 0; i < count; i++)
            {
                state = unchecked(state * 6364136223846793005UL + 1442695040888963407UL);
                values[i] = (long)(state >> 40);
                sort.Add(values[i]);
            }

            Assert.Equal(values.Order(), sort.Sorted());
            sort.Dispose();
            Assert.Empty(Directory.EnumerateFiles(_folder));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    [Fact]
    public void A_working_file_shows_nothing_and_every_change_is_noticed()
    {
        using var files = new SealedFiles(_folder, new byte[32]);
        var content = new byte[200_000];
        "Erika Mustermann"u8.CopyTo(content.AsSpan(70_000));
        using (var writer = files.Create("one"))
        {
            writer.Write(content);
            Assert.False(File.Exists(Path.Combine(_folder, "one")));
            writer.Complete();
        }

        var path = Path.Combine(_folder, "one");
        var stored = File.ReadAllBytes(path);
        Assert.Equal(-1, stored.AsSpan().IndexOf("Mustermann"u8));
        Assert.Equal(content, Read(files, "one"));

        File.WriteAllBytes(path, stored[..^1]);
        Refused(files, "one");
        File.WriteAllBytes(path, stored[..(16 + 16 + 64 * 1024)]); // whole portions are missing
        Refused(files, "one");
        File.WriteAllBytes(Path.Combine(_folder, "another"), stored);
        Refused(files, "another");
        using var others = new SealedFiles(_folder, [.. Enumerable.Repeat((byte)1, 32)]);
        File.WriteAllBytes(path, stored);
        Refused(others, "one");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static byte[] Read(SealedFiles files, string name)
    {
        using var stream = files.Open(name);
        var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }

    static void Refused(SealedFiles files, string name) =>
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => Read(files, name));
}
