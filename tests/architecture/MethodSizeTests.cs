using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace TrustCenter.Architecture.Tests;

public sealed class MethodSizeTests
{
    const int Longest = 60;

    [Fact]
    public void No_method_is_longer_than_a_screen() =>
        Assert.Empty(Assemblies().SelectMany(Lengths).Where(method => method.Lines > Longest)
            .Select(method => $"{method.File}:{method.Line}: {method.Lines} lines").Distinct());

    [Fact]
    public void The_measure_sees_a_long_method() =>
        Assert.Contains(Lengths(typeof(MethodSizeTests).Assembly.Location), method =>
            method.File.EndsWith("MethodSizeTests.cs", StringComparison.Ordinal) && method.Lines >= 10);

    static IEnumerable<string> Assemblies() => Directory.EnumerateFiles(AppContext.BaseDirectory, "TrustCenter.*.dll")
        .Where(file => !file.EndsWith(".Tests.dll", StringComparison.Ordinal)
            && !file.Contains("Fhir", StringComparison.Ordinal));

    /// <summary>Lines between a method's first and last statement, from the debug symbols.</summary>
    static IEnumerable<(string File, int Line, int Lines)> Lengths(string assembly)
    {
        // constructors are left out: their statements are initialisers that stand all over the file
        using var code = new PEReader(File.OpenRead(assembly));
        var definitions = code.GetMetadataReader();
        using var stream = File.OpenRead(Path.ChangeExtension(assembly, ".pdb"));
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(stream);
        var reader = symbols.GetMetadataReader();
        var lengths = new List<(string, int, int)>();
        foreach (var handle in reader.MethodDebugInformation)
        {
            var definition = definitions.GetMethodDefinition(handle.ToDefinitionHandle());
            if (definitions.GetString(definition.Name) is ".cctor" or ".ctor") continue;
            var points = reader.GetMethodDebugInformation(handle).GetSequencePoints()
                .Where(point => !point.IsHidden).ToArray();
            if (points.Length == 0) continue;
            var file = reader.GetString(reader.GetDocument(points[0].Document).Name).Replace('\\', '/');
            if (file.Contains("/obj/", StringComparison.Ordinal)) continue;
            lengths.Add((file, points.Min(point => point.StartLine),
                points.Max(point => point.EndLine) - points.Min(point => point.StartLine) + 1));
        }

        return lengths;
    }
}
