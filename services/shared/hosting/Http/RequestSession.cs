using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Hosting;

/// <summary>What the request's services need to know of it.</summary>
sealed class RequestScope(TimeProvider clock)
{
    IDocumentSession? _session;

    public HttpContext? Http { get; set; }

    HttpContext Request => Http ?? throw new InvalidOperationException(
        "There is no request; outside of one take the keyed IDocumentStore of the service.");

    public string Service => Request.GetEndpoint()?.Metadata.GetMetadata<ServiceName>()?.Name
        ?? throw new InvalidOperationException("The route belongs to no service; map it with MapService.");

    public T Keyed<T>() where T : notnull => Request.RequestServices.GetRequiredKeyedService<T>(Service);

    public IQuerySession Queries() => _session ?? Keyed<IDocumentStore>().QuerySession();

    public IDocumentSession Session()
    {
        if (_session is not null)
            return _session;

        var caller = Caller.Of(Request);
        var context = new SessionContext(caller.Name, caller.RequestId);
        return _session = new RequestSession(Keyed<IDocumentStore>().LightweightSession(context), caller, clock);
    }
}

/// <summary>A session that knows its caller, for the audit trail.</summary>
sealed class RequestSession(IDocumentSession inner, Caller caller, TimeProvider clock) : IDocumentSession
{
    public Caller Caller { get; } = caller;

    public TimeProvider Clock { get; } = clock;

    public SessionContext Context => inner.Context;

    public IEventOperations Events => inner.Events;

    public DateTimeOffset RecordedAt => inner.RecordedAt;

    public NpgsqlDataSource DataSource => inner.DataSource;

    public void QueueSqlCommand(NpgsqlBatchCommand command) => inner.QueueSqlCommand(command);

    public Task SaveChangesAsync(CancellationToken ct = default) => inner.SaveChangesAsync(ct);

    public Task<IReadOnlyList<IEvent>> FetchStreamAsync(
        Guid streamId, long version = 0, DateTimeOffset? knownAt = null, CancellationToken ct = default) =>
        inner.FetchStreamAsync(streamId, version, knownAt, ct);

    public Task<T> AggregateStreamAsync<T>(
        Guid streamId, long version = 0, DateTimeOffset? knownAt = null, CancellationToken ct = default)
        where T : IFold<T> => inner.AggregateStreamAsync<T>(streamId, version, knownAt, ct);
}
