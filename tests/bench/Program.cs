using TrustCenter.Bench;

switch (args)
{
    case ["load"]:
        return await LoadWorker.RunAsync();
    case ["bare", .. var rest]:
        return await BareHost.RunAsync(rest);
    case ["linkage", "generate", .. var rest]:
        return FilesBench.Generate(rest);
    case ["linkage", "files", .. var rest]:
        return FilesBench.Run(rest, TimeProvider.System);
    case ["linkage", .. var rest]:
        return LinkageBench.Run(rest, TimeProvider.System);
    case ["pprl", .. var rest]:
        return await PprlBench.RunAsync(rest, TimeProvider.System);
    case ["pseudonym", .. var rest] when Settings.Read(rest) is { } settings:
        await new PseudonymMeasurement(settings, TimeProvider.System).RunAsync();
        return 0;
    case ["identity", "index", .. var rest] when Settings.Read(rest) is { } settings:
        new IndexMeasurement(settings, new(settings, TimeProvider.System)).Run();
        return 0;
    case ["identity", "register", .. var rest] when Settings.Read(rest) is { } settings:
        await new IdentityMeasurement(settings, TimeProvider.System).RegisterAsync();
        return 0;
    case ["identity", .. var rest] when Settings.Read(rest) is { } settings:
        await new IdentityMeasurement(settings, TimeProvider.System).RunAsync();
        return 0;
    case var asked when Settings.Read(asked) is { } settings:
        await new Measurement(settings, TimeProvider.System).RunAsync();
        return 0;
    default:
        Console.Error.WriteLine(Settings.Usage);
        return 64;
}
