-- The event log of one service. Run by the owner's role; {app} is the role the service signs in as.
create schema if not exists events;

create table if not exists events.streams (
    id uuid primary key,
    type text not null,
    version bigint not null check (version > 0)
) with (fillfactor = 80);

-- Ordered by (tx, seq): everything below pg_snapshot_xmin is final, so a reader that stops there misses nothing,
-- in whatever order transactions commit. seq alone is not such an order.
create table if not exists events.events (
    tx xid8 not null default pg_current_xact_id(),
    seq bigint generated always as identity,
    id uuid not null,
    stream_id uuid not null,
    version bigint not null,
    type text not null,
    schema_version int not null,
    data jsonb not null,
    actor text not null,
    reason text,
    correlation text not null,
    recorded_at timestamptz not null,
    effective_at timestamptz,
    primary key (tx, seq),
    constraint events_stream_version unique (stream_id, version)
);

-- What folding a long stream came to; a cache that may be emptied at any time.
create table if not exists events.snapshots (
    stream_id uuid not null,
    fold text not null,
    fold_version int not null,
    version bigint not null,
    state jsonb not null,
    primary key (stream_id, fold)
);

-- How far each subscription has come: everything up to and including (tx, seq) has been handled.
create table if not exists events.subscriptions (
    name text primary key,
    tx xid8 not null,
    seq bigint not null
);

create table if not exists events.dead_letters (
    subscription text not null,
    tx xid8 not null,
    seq bigint not null,
    event_id uuid not null,
    error text not null,
    attempts int not null,
    failed_at timestamptz not null,
    primary key (subscription, tx, seq)
);

-- Appends to several streams at once: what group commit sends, in one order for all writers. Versions are checked
-- before anything else happens, so that a writer who comes too late uses up no sequence number. Runs as the owner:
-- the service itself may only read the two tables.
create or replace function events.append(
    p_streams uuid[], p_stream_types text[], p_expected bigint[], p_counts int[],
    p_event_streams uuid[], p_ids uuid[], p_types text[], p_schema_versions int[], p_data jsonb[],
    p_effective timestamptz[], p_actors text[], p_reasons text[], p_correlations text[],
    p_recorded timestamptz[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_at uuid[];
    v_moved uuid[];
    v_late bigint;
begin
    with started as (
        insert into events.streams (id, type, version)
        select p_streams[n], p_stream_types[n], p_counts[n] from generate_series(1, cardinality(p_streams)) as n
        where p_expected[n] = 0
        on conflict (id) do nothing
        returning id
    )
    select array_agg(id) into v_at from started;

    if cardinality(v_at) is distinct from cardinality(p_streams) then
        with moved as (
            update events.streams t set version = w.expected + w.count
            from unnest(p_streams, p_stream_types, p_expected, p_counts) as w (id, type, expected, count)
            where w.expected > 0 and t.id = w.id and t.version = w.expected and t.type = w.type
            returning t.id
        )
        select array_agg(id) into v_moved from moved;
        v_at := v_at || v_moved;
        select min(n) into v_late from generate_series(1, cardinality(p_streams)) as n
        where v_at is null or p_streams[n] <> all(v_at);
        if v_late is not null then
            raise exception using errcode = 'TC001',
                message = format('stream %s is not at version %s', p_streams[v_late], p_expected[v_late]);
        end if;
    end if;

    if p_event_streams = p_streams then -- one event each, as nearly always
        insert into events.events (id, stream_id, version, type, schema_version, data, effective_at,
            actor, reason, correlation, recorded_at)
        select p_ids[n], p_streams[n], p_expected[n] + 1, p_types[n], p_schema_versions[n], p_data[n], p_effective[n],
            p_actors[n], p_reasons[n], p_correlations[n], p_recorded[n]
        from generate_series(1, cardinality(p_streams)) as n;
        return;
    end if;

    insert into events.events (id, stream_id, version, type, schema_version, data, effective_at,
        actor, reason, correlation, recorded_at)
    select e.id, e.stream, s.expected + row_number() over (partition by e.stream order by e.nth),
        e.type, e.schema_version, e.data, e.effective, e.actor, e.reason, e.correlation, e.recorded
    from unnest(p_event_streams, p_ids, p_types, p_schema_versions, p_data, p_effective, p_actors, p_reasons,
            p_correlations, p_recorded) with ordinality
            as e (stream, id, type, schema_version, data, effective, actor, reason, correlation, recorded, nth)
    join unnest(p_streams, p_expected) as s (id, expected) on s.id = e.stream
    order by e.nth;
end
$$;

-- Facts stay. Rights already forbid it to the service; this forbids it to the owner too.
create or replace function events.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception using errcode = 'TC002', message = 'events are never changed or removed';
end
$$;

create or replace trigger refuse_change before update or delete or truncate on events.events
    for each statement execute function events.refuse_change();

grant usage on schema events to {app};
grant select on events.events, events.streams to {app};
revoke all on function events.append from public;
grant execute on function events.append to {app};
grant select, insert, update, delete on events.snapshots, events.subscriptions, events.dead_letters to {app};
