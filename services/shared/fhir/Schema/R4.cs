using System.Collections.Frozen;

namespace TrustCenter.Fhir;

/// <summary>The definition table of FHIR R4, read once from the embedded <c>R4.txt</c>.</summary>
static class R4
{
    static readonly Lazy<Table> Loaded = new(Load, LazyThreadSafetyMode.ExecutionAndPublication);

    /// <summary>Stands for "a resource of any type" in a slot.</summary>
    public static FhirType AnyResource { get; } = new("Resource", FhirKind.AnyResource);

    public static FhirType? Find(string name) => Loaded.Value.Types.GetValueOrDefault(name);

    public static FhirType Get(string name) =>
        Find(name) ?? throw new ArgumentException($"'{name}' is no FHIR type served here.", nameof(name));

    /// <summary>All resource types of R4, also those not served here.</summary>
    public static FrozenSet<string> ResourceNames => Loaded.Value.ResourceNames;

    public static IEnumerable<FhirType> Types => Loaded.Value.Types.Values;

    static Table Load()
    {
        using var stream = typeof(R4).Assembly.GetManifestResourceStream("R4.txt")
            ?? throw new InvalidOperationException("The definition table R4.txt is not in the assembly.");
        using var reader = new StreamReader(stream);
        return new Reader(reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)).Read();
    }

    sealed record Table(FrozenDictionary<string, FhirType> Types, FrozenSet<string> ResourceNames);

    sealed class Reader(string[] lines)
    {
        readonly Dictionary<string, FhirType> types = new(StringComparer.Ordinal);
        readonly Dictionary<string, FrozenSet<string>> codes = new(StringComparer.Ordinal);
        string[] open = [];
        string[] resources = [];

        public Table Read()
        {
            foreach (var name in FhirPrimitive.TypeNames) types[name] = new(name, FhirKind.Primitive);
            foreach (var line in lines) ReadHead(line);
            Fill();
            FhirSlot[] primitive =
            [
                Slot("id", 0, 0, types["string"], '?', choice: false, attribute: true, null, []),
                Slot("extension", 1, 1, types["Extension"], '*', choice: false, attribute: false, null, []),
            ];
            foreach (var name in FhirPrimitive.TypeNames) types[name].Fill(primitive);
            return new(types.ToFrozenDictionary(StringComparer.Ordinal),
                resources.ToFrozenSet(StringComparer.Ordinal));
        }

        void ReadHead(string line)
        {
            if (line.Length < 3) return;
            var rest = line[2..];
            switch (line[0])
            {
                case '*': open = rest.Split('|'); break;
                case '!': resources = rest.Split(' '); break;
                case '+': types[rest] = new(rest, FhirKind.Resource); break;
                case '-': types[rest] = new(rest, FhirKind.Structure); break;
                case '#':
                    var words = rest.Split(' ');
                    codes[words[0]] = words.Skip(1).ToFrozenSet(StringComparer.Ordinal);
                    break;
            }
        }

        void Fill()
        {
            FhirType? current = null;
            List<FhirSlot> slots = [];
            var order = 0;
            foreach (var line in lines)
            {
                if (line[0] is '+' or '-')
                {
                    current?.Fill(slots);
                    (current, slots, order) = (types[line[2..]], [], 0);
                }
                else if (line[0] == ' ') slots.AddRange(Slots(line, order++, slots.Count));
            }

            current?.Fill(slots);
        }

        IEnumerable<FhirSlot> Slots(string line, int order, int index)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var choice = words[0].EndsWith("[x]", StringComparison.Ordinal);
            var name = choice ? words[0][..^3] : words[0];
            var allowed = words.FirstOrDefault(w => w[0] == '#') is { } list ? codes[list[1..]] : null;
            foreach (var text in words[2] == "*" ? open : words[2].Split('|'))
            {
                var bracket = text.IndexOf('(', StringComparison.Ordinal);
                var type = bracket < 0 ? text : text[..bracket];
                yield return Slot(name, order, index++, type == "Resource" ? AnyResource : types[type], words[1][0],
                    choice, words.Contains("@"), allowed, bracket < 0 ? [] : text[(bracket + 1)..^1].Split(','));
            }
        }

        static FhirSlot Slot(string name, int order, int index, FhirType type, char count, bool choice,
            bool attribute, FrozenSet<string>? allowed, IReadOnlyList<string> targets) => new(name, type, choice)
            {
                Many = count is '*' or '+',
                Required = count is '1' or '+',
                Attribute = attribute,
                Order = order,
                Index = index,
                Codes = allowed,
                Targets = targets,
            };
    }
}
