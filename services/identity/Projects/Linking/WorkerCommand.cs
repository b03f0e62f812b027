using Microsoft.Extensions.Options;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>The identity program as a worker: it compares tiles and serves nobody.</summary>
public static class WorkerCommand
{
    const string UntilEmpty = "--until-empty";

    public static ServiceCommand Command { get; } = new("worker",
        "worker       compares records of linkage projects; --until-empty ends it when there are none left", RunAsync);

    static async Task<int> RunAsync(IConfiguration configuration, string[] args, CancellationToken ct)
    {
        if (args is not ([] or [UntilEmpty])) return ServiceCommand.Usage;
        var services = new ServiceCollection();
        services.AddSingleton(configuration);
        services.AddTrustCenterHosting(configuration);
        services.AddOptions<LinkageOptions>().Bind(configuration.GetSection(LinkageOptions.Section))
            .ValidateDataAnnotations();
        services.AddTrustCenterService(
            IdentitiesService.Name,
            configuration.GetSection(IdentitiesOptions.Section).Get<ServiceSettings>() ?? new(),
            IdentitiesService.Events, IdentitiesService.Schema);
        services.AddSingleton<LinkageWorkers>();
        await using var provider = services.BuildServiceProvider();
        var workers = Math.Max(1, provider.GetRequiredService<IOptions<LinkageOptions>>().Value.Workers);
        await provider.GetRequiredService<LinkageWorkers>().RunAsync(workers, args is [UntilEmpty], ct);
        return 0;
    }
}
