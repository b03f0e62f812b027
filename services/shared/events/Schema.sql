-- The event log of one service. Run by the owner's role; {app} is the role the service signs in as.
create schema if not exists events;

-- kind is the stream's, the same on all its events.
-- Ordered by (tx, seq): everything below pg_snapshot_xmin is final, so a reader that stops there misses nothing,
-- in whatever order transactions commit. seq alone is not such an order.
create table if not exists events.events (
    tx xid8 not null default pg_current_xact_id(),
    seq bigint generated always as identity,
    id uuid not null,
    stream_id uuid not null,
    kind text not null,
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

-- Nobody asks for rows by what is in these, and ANALYZE would sort thirty thousand of each every minute under load.
alter table events.events alter data set statistics 0, alter id set statistics 0, alter correlation set statistics 0;

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

-- Appends to several streams at once: what group commit sends, each stream's events one behind the other. Versions are
-- checked before anything else happens, so that a writer who comes too late is named and uses up no sequence number;
-- of two who come at once the second meets the unique index. Runs as the owner: the service itself may only read.
create or replace function events.append(
    p_streams uuid[], p_kinds text[], p_versions bigint[], p_ids uuid[], p_types text[], p_schema_versions int[],
    p_data jsonb[], p_effective timestamptz[], p_actors text[], p_reasons text[], p_correlations text[],
    p_recorded timestamptz[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_late bigint;
begin
    select min(n) into v_late from generate_series(1, cardinality(p_streams)) as n
    where p_streams[n] is distinct from p_streams[n - 1] and p_versions[n] <> 1 + coalesce((
        select e.version from events.events e where e.stream_id = p_streams[n] and e.kind = p_kinds[n]
        order by e.version desc limit 1), 0);
    if v_late is not null then
        raise exception using errcode = 'TC001',
            message = format('stream %s is not at version %s', p_streams[v_late], p_versions[v_late] - 1);
    end if;

    insert into events.events (id, stream_id, kind, version, type, schema_version, data, effective_at,
        actor, reason, correlation, recorded_at)
    select p_ids[n], p_streams[n], p_kinds[n], p_versions[n], p_types[n], p_schema_versions[n], p_data[n],
        p_effective[n], p_actors[n], p_reasons[n], p_correlations[n], p_recorded[n]
    from generate_series(1, cardinality(p_streams)) as n;
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
grant select on events.events to {app};
revoke all on function events.append from public;
grant execute on function events.append to {app};
grant select, insert, update, delete on events.snapshots, events.subscriptions, events.dead_letters to {app};
