using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>What following the index needs.</summary>
static class IndexServices
{
    public static void AddIndex(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<IndexOptions>().Bind(configuration.GetSection(IndexOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddHostedService(provider =>
        {
            var options = provider.GetRequiredService<IOptions<IndexOptions>>();
            var (data, clock) = (Data(provider), provider.GetRequiredService<TimeProvider>());
            var linking = new IndexLinking(data,
                provider.GetRequiredKeyedService<IDocumentStore>(ConsentsService.Name),
                provider.GetRequiredKeyedService<Vault>(ConsentsService.Name), clock);
            return ActivatorUtilities.CreateInstance<IndexFollower>(
                provider, data, linking, new ServiceLink(options.Value, clock), options);
        });
    }

    static NpgsqlDataSource Data(IServiceProvider provider) =>
        provider.GetRequiredKeyedService<NpgsqlDataSource>(ConsentsService.Name);
}

/// <summary>How far merges and splits of the index are followed.</summary>
public static class IndexState
{
    public static void Map(RouteGroupBuilder routes) => routes
        .MapGet("/index-feed", Handle)
        .RequirePermission(Permissions.OperationsManage)
        .WithSummary("How far merges and splits of the index are followed")
        .Produces<IndexFeed>();

    static async Task<IResult> Handle(IQuerySession session, CancellationToken ct)
    {
        await using var command = session.DataSource.CreateCommand(
            "select position, current_at from consent.index_feed");
        await using var reader = await command.ExecuteReaderAsync(ct);
        return TypedResults.Ok(await reader.ReadAsync(ct)
            ? new IndexFeed(reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1)) : new IndexFeed(null, null));
    }
}
