using System.Text;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Pairs of which somebody has decided that they are two people.</summary>
static class NeverPairs
{
    /// <summary>By the records' numbers.</summary>
    public static List<(int, int)> Read(FileLinkageOptions options, SealedFiles files, LinkManifest manifest)
    {
        if (options.Never is not { } path) return [];
        if (!File.Exists(path)) throw new FileLinkageException($"There is no file {path}.");
        var text = File.ReadAllText(path, Encoding.UTF8);
        var pairs = CsvText.Records(text, CsvText.Delimiter(text))
            .Select(record => Pair(record, manifest)).ToList();
        var numbers = pairs.SelectMany(pair => new[] { pair.A, pair.B }).Distinct().ToDictionary(one => one, _ => -1);
        foreach (var segment in manifest.Segments) Find(files, segment, numbers);
        return [.. pairs.Select(pair => (Number(pair.A), Number(pair.B)))];

        int Number((int File, string Id) one) => numbers[one] is >= 0 and var number ? number
            : throw new FileLinkageException($"{manifest.Files[one.File].Name} has no record {one.Id}.");
    }

    static ((int File, string Id) A, (int File, string Id) B) Pair(CsvRecord record, LinkManifest manifest)
    {
        var cells = Array.ConvertAll(record.Cells, cell => CsvText.Unguard(cell.Trim()));
        return cells switch
        {
            [var a, var b] when manifest.Files.Count == 1 => ((0, a), (0, b)),
            [var a, var b] when manifest.Files.Count == 2 => ((0, a), (1, b)),
            [var fileA, var a, var fileB, var b] => ((FileOf(fileA), a), (FileOf(fileB), b)),
            _ => throw new FileLinkageException($"Line {record.Line} of the pairs that are never one person is none."),
        };

        int FileOf(string name)
        {
            for (var i = 0; i < manifest.Files.Count; i++)
                if (manifest.Files[i].Name == name) return i;
            throw new FileLinkageException(
                $"Line {record.Line} of the pairs that are never one person names no file: {name}.");
        }
    }

    static void Find(SealedFiles files, SegmentEntry segment, Dictionary<(int, string), int> numbers)
    {
        using var stream = files.Open(WorkingFiles.Ids(segment));
        var reader = new IndexReader(stream.ReadExactly);
        for (var i = 0; i < segment.Count; i++)
        {
            var one = (segment.File, reader.Text());
            if (numbers.TryGetValue(one, out var known) && known < 0) numbers[one] = (int)(segment.First + i);
        }
    }
}
