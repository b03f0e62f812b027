create schema if not exists identity;

-- domains: settings and linkage configurations as they are now
create table if not exists identity.domains (
    name text primary key,
    id uuid not null unique,
    settings jsonb not null,
    configuration int not null,
    version bigint not null,
    created_at timestamptz not null,
    changed_at timestamptz not null
);
create table if not exists identity.configurations (
    domain text not null,
    version int not null,
    configuration jsonb not null,
    added_at timestamptz not null,
    added_by text not null,
    primary key (domain, version)
);

-- persons and identities: keys only
create table if not exists identity.persons (
    person uuid primary key,
    domain text not null,
    status text not null,
    merged_into uuid,
    reference uuid not null,
    vital_status text not null default 'unknown',
    version bigint not null,
    recorded_at timestamptz not null,
    changed_at timestamptz not null
);
create index if not exists persons_domain on identity.persons (domain, person);

create table if not exists identity.identities (
    identity uuid primary key,
    person uuid not null,
    source text not null,
    active boolean not null,
    recorded_at timestamptz not null
);
create index if not exists identities_person on identity.identities (person);

-- ids of the index: found by keyed hash, kept encrypted
create table if not exists identity.mpi_ids (
    lookup bytea not null,
    person uuid not null,
    content bytea not null,
    constraint mpi_ids_pkey primary key (lookup)
);
create index if not exists mpi_ids_person on identity.mpi_ids (person);

-- local identifiers: keyed hashes; the values are in the vault with their identity
create table if not exists identity.identifiers (
    lookup bytea not null,
    identity uuid not null,
    primary key (lookup, identity)
);
create index if not exists identifiers_identity on identity.identifiers (identity);

-- what is compared of an identity: one record for each of its addresses, encrypted with the identity's key
create sequence if not exists identity.record_numbers increment by 1000;
create table if not exists identity.records (
    record bigint primary key,
    identity uuid not null,
    contact uuid,
    content bytea not null
);
create index if not exists records_identity on identity.records (identity);

-- blocking: keyed hashes of what records have in common. tx stands in the index, so that whoever registers can see
-- in one look whether somebody alike came in the meantime.
create table if not exists identity.tokens (
    token bigint not null,
    tx xid8 not null default pg_current_xact_id(),
    record bigint not null,
    primary key (token, tx, record)
);

-- pairs that may be one person
create table if not exists identity.pairs (
    pair uuid primary key,
    domain text not null,
    identity_a uuid not null,
    identity_b uuid not null,
    score double precision not null,
    configuration int not null,
    status text not null,
    version bigint not null,
    found_at timestamptz not null,
    changed_at timestamptz not null
);
create index if not exists pairs_open on identity.pairs (domain, score desc) where status = 'open';
create index if not exists pairs_a on identity.pairs (identity_a);
create index if not exists pairs_b on identity.pairs (identity_b);

-- Takes the right to register somebody with these tokens, until the transaction ends: refuses (TC010) if somebody
-- with one of them came who was not to be seen when the candidates were read. The locks are taken in one order by
-- all; there are few, so that the server's table of locks holds those of many transactions.
-- By the index whatever the planner thinks of a table that was small when it last looked.
create or replace function identity.claim(p_tokens bigint[], p_units uuid[], p_seen text[]) returns void
language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
    perform pg_advisory_xact_lock(4711, slot)
    from (select distinct (token & 1023)::int as slot from unnest(p_tokens) as token order by 1) slots;

    if exists (select from unnest(p_tokens, p_units) as c (token, unit)
               group by token having count(distinct unit) > 1)
        or exists (
            select from unnest(p_tokens, p_seen) as c (token, seen)
            cross join lateral (
                select from identity.tokens t
                where t.token = c.token and t.tx >= pg_snapshot_xmin(c.seen::pg_snapshot)
                    and not pg_visible_in_snapshot(t.tx, c.seen::pg_snapshot)
                limit 1) late)
    then
        raise exception using errcode = 'TC010', message = 'somebody alike was registered in the meantime';
    end if;
end
$$;

grant usage on schema identity to {app};
grant select, insert, update on identity.domains, identity.persons, identity.identities, identity.pairs to {app};
grant select, insert on identity.configurations to {app};
grant select, insert, delete on identity.mpi_ids, identity.identifiers, identity.records, identity.tokens to {app};
grant delete on identity.identities, identity.pairs to {app};
grant usage on sequence identity.record_numbers to {app};

-- whole numbers by which the gateway speaks of pairs: names, no facts
create table if not exists identity.pair_links (
    link int generated always as identity primary key,
    pair uuid not null unique
);
grant select, insert on identity.pair_links to {app};
