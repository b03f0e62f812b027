
-- requests for originals as they are now; the list itself is sealed in the vault
create table if not exists pseudonym.requests (
    id uuid primary key,
    domain text not null,
    purpose text not null,
    legal_basis text not null,
    project text not null,
    pseudonyms int not null,
    list_hash text not null,
    state text not null,
    requested_by text not null,
    requested_at timestamptz not null,
    decided_by text,
    approved_at timestamptz,
    ends_at timestamptz,
    found int,
    left_out int,
    emergency boolean not null,
    reviewed_at timestamptz
);
create index if not exists requests_mine on pseudonym.requests (requested_by, requested_at);
create index if not exists requests_open on pseudonym.requests (requested_at) where state = 'requested';
create index if not exists requests_ends on pseudonym.requests (ends_at) where ends_at is not null;
create index if not exists requests_reviews on pseudonym.requests (requested_at) where emergency and reviewed_at is null;

-- emergencies that somebody has to be told of, until they were
create table if not exists pseudonym.alerts (
    request uuid primary key,
    created_at timestamptz not null,
    next_try timestamptz not null,
    attempts int not null default 0,
    sent_at timestamptz
);
create index if not exists alerts_open on pseudonym.alerts (next_try) where sent_at is null;

create table if not exists pseudonym.project_days (
    project text not null,
    day date not null,
    pseudonyms int not null,
    primary key (project, day)
);

create table if not exists pseudonym.locks (
    account text primary key,
    locked boolean not null,
    not_before timestamptz not null,
    set_by text not null
);

-- a commit and a lock of its account come one behind the other: the lock is seen by whatever commits after it
create or replace function pseudonym.expect_unlocked(accounts text[], signed_in timestamptz) returns void
language plpgsql as $$
begin
    perform pg_advisory_xact_lock_shared(x'50534E04'::int, hashtext(account))
    from unnest(accounts) account order by hashtext(account);
    if exists(select from pseudonym.locks
              where account = any(accounts) and (locked or not_before >= signed_in)) then
        raise exception 'the account is shut out' using errcode = 'TC007';
    end if;
end $$;

create or replace function pseudonym.lock_account(who text, shut boolean, at timestamptz, actor text) returns void
language plpgsql as $$
begin
    perform pg_advisory_xact_lock(x'50534E04'::int, hashtext(who));
    insert into pseudonym.locks as l (account, locked, not_before, set_by) values (who, shut, at, actor)
    on conflict (account) do update set locked = shut, set_by = actor,
        not_before = greatest(l.not_before, excluded.not_before);
end $$;

create or replace function pseudonym.count_request(wanted text, today date, n int, most int) returns void
language plpgsql as $$
declare total int;
begin
    insert into pseudonym.project_days as p (project, day, pseudonyms) values (wanted, today, n)
    on conflict (project, day) do update set pseudonyms = p.pseudonyms + excluded.pseudonyms
    returning pseudonyms into total;
    if total > most then raise exception 'enough for today' using errcode = 'TC008'; end if;
end $$;

grant select, insert, update on pseudonym.requests, pseudonym.alerts, pseudonym.project_days, pseudonym.locks to {app};
