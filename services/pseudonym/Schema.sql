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

-- consent_feed: how far the changes of consents are followed. batch rises with every page that changed something;
-- current_at, by this server's clock, is when it was certain that nothing was missing up to here.
create table if not exists pseudonym.consent_feed (
    one boolean primary key default true check (one),
    position text not null,
    keys text not null,
    batch bigint not null,
    current_at timestamptz not null
) with (fillfactor = 20);

-- ties: what is known of the consents of originals in domains that require one. person is the consent service's hash
-- for this service alone. From known_until on it has to be asked anew; a change sets that to the epoch.
create table if not exists pseudonym.ties (
    lookup uuid primary key,
    domain int not null,
    question uuid not null,
    consent_domain text not null,
    person uuid not null,
    permitted boolean not null,
    known_until timestamptz not null
);
create index if not exists ties_person on pseudonym.ties (person);

-- whose consents changed lately, for who asked before and stores after; nil stands for everybody
create table if not exists pseudonym.consent_changes (
    person uuid primary key,
    batch bigint not null,
    at timestamptz not null
);

-- withdrawals: tasks of the consent service until it knows what became of them
create table if not exists pseudonym.withdrawals (
    task uuid primary key,
    consent_domain text not null,
    persons uuid[] not null,
    received_at timestamptz not null,
    accepted boolean not null default false,
    outcome text,
    results jsonb,
    reported_at timestamptz
);
create index if not exists withdrawals_open on pseudonym.withdrawals (received_at) where reported_at is null;

-- how far pairs that came in by other ways have been tied
create table if not exists pseudonym.tie_progress (
    domain int primary key references pseudonym.domains,
    question uuid not null,
    pair bigint not null
);

-- takes back the transaction of somebody who would hand out what has just been withdrawn
create or replace function pseudonym.expect_permitted(wanted uuid[], moment timestamptz) returns void
language plpgsql as $$
begin
    if (select count(*) from pseudonym.ties where lookup = any(wanted) and permitted and known_until > moment)
        <> cardinality(wanted) then
        raise exception 'a consent has changed' using errcode = 'TC005';
    end if;
end $$;

-- what the index of identities says, for domains whose originals are its ids. person: a keyed hash of its key there;
-- lookups: of its id under every key of the domain's lookups
create table if not exists pseudonym.index_persons (
    domain int not null,
    person uuid not null,
    merged_into uuid,
    lookups uuid[] not null,
    primary key (domain, person)
);
create index if not exists index_persons_merged on pseudonym.index_persons (domain, merged_into)
    where merged_into is not null;

create table if not exists pseudonym.index_feed (
    one boolean primary key default true check (one),
    position text not null,
    domains text not null,
    current_at timestamptz not null
) with (fillfactor = 20);

-- kin: originals that are one person's as things stand, whether they have pseudonyms yet or not
create table if not exists pseudonym.kin (
    domain int not null,
    lookup uuid not null,
    person uuid not null,
    root uuid not null,
    primary key (domain, lookup, person)
);
create index if not exists kin_root on pseudonym.kin (domain, root);

-- a clerk has told whoever uses them; another pseudonym of the same person brings it back
create table if not exists pseudonym.kin_settled (
    domain int not null,
    root uuid not null,
    pseudonyms bigint not null,
    settled_at timestamptz not null,
    settled_by text not null,
    primary key (domain, root)
);

create or replace function pseudonym.relink(p_domain int, p_persons uuid[]) returns void language plpgsql as $$
declare
    near uuid[];
begin
    with recursive around as (
        select person, merged_into from pseudonym.index_persons where domain = p_domain and person = any(p_persons)
        union
        select i.person, i.merged_into from around a
        join pseudonym.index_persons i
            on i.domain = p_domain and (i.person = a.merged_into or i.merged_into = a.person))
    select array_agg(person) into near from around;
    delete from pseudonym.kin where domain = p_domain and person = any(near);
    insert into pseudonym.kin (domain, lookup, person, root)
    with recursive up as (
        select lookups, person as own, person, merged_into from pseudonym.index_persons
        where domain = p_domain and person = any(near)
        union
        select u.lookups, u.own, i.person, i.merged_into from up u
        join pseudonym.index_persons i on i.domain = p_domain and i.person = u.merged_into),
    roots as (
        select own, lookups, person as root, count(*) over (partition by person) as members
        from up where merged_into is null)
    select p_domain, lookup, own, root from roots cross join lateral unnest(lookups) as lookup
    where members > 1
    on conflict do nothing;
end $$;

grant usage on schema pseudonym to {app};
grant select, insert, update, delete on pseudonym.index_persons, pseudonym.index_feed, pseudonym.kin,
    pseudonym.kin_settled to {app};
grant select, insert, update, delete on pseudonym.consent_feed, pseudonym.ties, pseudonym.consent_changes,
    pseudonym.withdrawals, pseudonym.tie_progress to {app};
grant select, insert, update on pseudonym.domains, pseudonym.counters, pseudonym.tallies to {app};
grant select, insert, update, delete on pseudonym.pairs, pseudonym.parents, pseudonym.keys to {app};
