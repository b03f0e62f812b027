create schema if not exists pseudonym;

-- domains: settings as they are now; id is short because every pair bears it, stream is its history in the log.
-- version rises with every change of settings or keys; who writes pairs says which version he knows.
create table if not exists pseudonym.domains (
    id int generated always as identity primary key,
    stream uuid not null unique,
    name text not null unique,
    settings jsonb not null,
    closed boolean not null default false,
    version bigint not null,
    created_at timestamptz not null,
    changed_at timestamptz not null
);

create table if not exists pseudonym.parents (
    domain int not null references pseudonym.domains,
    parent int not null references pseudonym.domains,
    primary key (domain, parent)
);
create index if not exists parents_children on pseudonym.parents (parent);

-- keys of a domain, wrapped by a key outside PostgreSQL; the highest version of a use writes, all of them read
create table if not exists pseudonym.keys (
    domain int not null references pseudonym.domains,
    use text not null,
    version smallint not null,
    kek text not null,
    wrapped bytea not null,
    primary key (domain, use, version)
);

-- pairs: rows, not streams (docs/decisions); lookup is a keyed hash of the original, number tells several pseudonyms of
-- one original apart. An anonymised pair has neither lookup nor original any more.
create table if not exists pseudonym.pairs (
    id bigint generated always as identity primary key,
    lookup uuid,
    created_at timestamptz not null,
    valid_until timestamptz,
    domain int not null,
    number int not null,
    key_version smallint not null,
    hash_version smallint not null,
    anonymised boolean not null default false,
    pseudonym text not null,
    created_by text not null,
    original bytea,
    constraint pairs_original unique (lookup, number),
    constraint pairs_pseudonym unique (domain, pseudonym),
    constraint pairs_link check (anonymised = (lookup is null) and anonymised = (original is null))
);

-- the next number of a permutation domain
create table if not exists pseudonym.counters (
    domain int primary key references pseudonym.domains,
    next numeric not null
);

-- how many, by day; several rows a day so that writers seldom wait for each other
create table if not exists pseudonym.tallies (
    domain int not null,
    day date not null,
    shard smallint not null,
    created bigint not null,
    anonymised bigint not null,
    deleted bigint not null,
    primary key (domain, day, shard)
) with (fillfactor = 50);

-- takes back the transaction of somebody who was overtaken; says nothing about what it was
create or replace function pseudonym.expect(made bigint, wanted bigint, known bigint, domains bigint) returns void
language plpgsql as $$
begin
    if known <> domains then raise exception 'a domain has changed' using errcode = 'TC002'; end if;
    if made <> wanted then raise exception 'overtaken' using errcode = 'TC001'; end if;
end $$;

-- what was made in one format is not of another
create or replace function pseudonym.expect_unused(wanted int) returns void language plpgsql as $$
begin
    if exists(select from pseudonym.pairs where domain = wanted) then
        raise exception 'the domain has pseudonyms' using errcode = 'TC003';
    end if;
end $$;

-- families change one at a time, so that no two changes close a circle together
create or replace function pseudonym.expect_no_circle(wanted int) returns void language plpgsql as $$
begin
    perform pg_advisory_xact_lock(x'50534E03'::int, 0);
    if exists(with recursive above(id) as (
            select parent from pseudonym.parents where domain = wanted
            union select p.parent from pseudonym.parents p join above a on p.domain = a.id)
        select from above where id = wanted) then
        raise exception 'a domain is its own ancestor' using errcode = 'TC004';
    end if;
end $$;

grant usage on schema pseudonym to {app};
grant select, insert, update on pseudonym.domains, pseudonym.counters, pseudonym.tallies to {app};
grant select, insert, update, delete on pseudonym.pairs, pseudonym.parents, pseudonym.keys to {app};
