-- Hosting's own tables, the same in every service's database. Idempotent; run by the owner role.
create schema if not exists audit;
create schema if not exists hosting;
create schema if not exists vault;

-- Who did what, when, why and with which outcome. Ids of our own only, never identifying data.
-- The order of the chain is (tx, seq): transactions that commit late get no place among those already sealed.
create table if not exists audit.entries (
    seq        bigint generated always as identity (cache 32),
    tx         xid8 not null default pg_current_xact_id(),
    id         uuid not null,
    at         timestamptz not null,
    actor      text not null,
    roles      text not null,
    action     text not null,
    object     text not null,
    outcome    text not null,
    purpose    text,
    request_id text not null,
    detail     jsonb,
    leaf       bytea not null check (length(leaf) = 32),
    primary key (tx, seq)
);
create index if not exists entries_at on audit.entries using brin (at);
-- what happened to one object: a filter for each 64 pages, made when they are full, costs a write next to nothing. The
-- moment is in it because the planner takes a filter alone for no help.
create index if not exists entries_object on audit.entries
    using brin (at, object text_bloom_ops (n_distinct_per_range = 1500, false_positive_rate = 0.005))
    with (pages_per_range = 64, autosummarize = on);
-- nobody asks for rows by what is in these, and sorting samples of it is what ANALYZE spends its time on
alter table audit.entries alter id set statistics 0, alter request_id set statistics 0,
    alter detail set statistics 0, alter leaf set statistics 0;

-- One row per sealed block: which entries in which order, and the chain's hash after the last of them.
create table if not exists audit.chain (
    position bigint primary key,
    last_tx  xid8 not null,
    seqs     bigint[] not null check (cardinality(seqs) > 0),
    hash     bytea not null check (length(hash) = 32)
);

create or replace function audit.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege';
end $$;

do $$
declare t text;
begin
    foreach t in array array['entries', 'chain'] loop
        if not exists (select from pg_trigger
                       where tgrelid = format('audit.%I', t)::regclass and tgname = 'append_only') then
            execute format('create trigger append_only before update or delete or truncate on audit.%I '
                           'for each statement execute function audit.refuse_change()', t);
        end if;
    end loop;
end $$;

-- What a write answered, for the caller who asks again. Body and fingerprint are sealed with a key outside the database.
create table if not exists hosting.answers (
    actor        text not null,
    key          text not null,
    fingerprint  bytea not null check (length(fingerprint) = 32),
    status       int not null,
    content_type text not null,
    location     text,
    etag         text,
    body         bytea,
    at           timestamptz not null,
    primary key (actor, key)
);
create index if not exists answers_at on hosting.answers using brin (at);
alter table hosting.answers alter fingerprint set statistics 0, alter location set statistics 0,
    alter body set statistics 0;

-- Data keys, wrapped by a key-encryption key that lives outside PostgreSQL; erasing a person deletes row and items.
create table if not exists vault.keys (
    subject uuid primary key,
    wrapped bytea not null,
    kek     text not null
);
create table if not exists vault.items (
    subject uuid not null,
    field   text not null,
    version int not null,
    content bytea not null,
    primary key (subject, field, version)
);
alter table vault.keys alter wrapped set statistics 0;
alter table vault.items alter content set statistics 0;

grant usage on schema audit, hosting, vault to {app};
grant select, insert on audit.entries, audit.chain to {app};
grant select, insert, delete on hosting.answers to {app};
grant select, insert, update, delete on vault.keys, vault.items to {app};
