namespace TrustCenter.Local;

/// <summary>Options of a command: <c>--name value</c>, <c>--flag</c>, and what is left.</summary>
sealed class CommandOptions
{
    readonly Dictionary<string, List<string>> _values = [];

    /// <summary>What is no option.</summary>
    public List<string> Rest { get; } = [];

    /// <summary>The option's value, or null.</summary>
    public string? this[string name] => _values.TryGetValue(name, out var values) ? values[^1] : null;

    /// <exception cref="PlainException">An option nobody knows, twice, or without its value.</exception>
    public static CommandOptions Read(
        string[] args, string[] flags, string[] several, string[] single, string usage)
    {
        var options = new CommandOptions();
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                options.Rest.Add(args[i]);
                continue;
            }

            var name = args[i][2..];
            if (flags.Contains(name))
            {
                options._values[name] = [""];
                continue;
            }

            var known = several.Contains(name) || (single.Contains(name) && !options._values.ContainsKey(name));
            if (!known || i + 1 == args.Length) throw new PlainException($"{args[i]} can't be used here.\n{usage}");
            if (!options._values.TryGetValue(name, out var values)) options._values[name] = values = [];
            values.Add(args[++i]);
        }

        return options;
    }

    public bool Has(string name) => _values.ContainsKey(name);

    public IReadOnlyList<string> Several(string name) => _values.GetValueOrDefault(name) ?? [];
}
