create schema if not exists consent;

-- domains: settings as they are now, with the forms that nobody may sign any more
create table if not exists consent.domains (
    name text primary key,
    id uuid not null unique,
    settings jsonb not null,
    version bigint not null,
    created_at timestamptz not null,
    changed_at timestamptz not null
);

-- templates: every version of every form; a definition never changes once its status is not draft
create table if not exists consent.templates (
    domain text not null,
    key text not null,
    id uuid not null unique,
    name text not null,
    version text not null,
    type text not null,
    policy_uri text,
    withdraws text[] not null,
    status text not null,
    definition jsonb not null,
    stream_version bigint not null,
    changed_at timestamptz not null,
    final_at timestamptz,
    retired_since timestamptz,
    constraint templates_pkey primary key (domain, key)
);
create index if not exists templates_policy_uri on consent.templates (domain, policy_uri);

-- Refuses the transaction of whoever decided by settings that have changed since; p_rows: xmin of the rows read.
create or replace function consent.expect_settings(p_domains text[], p_rows text[]) returns void
language plpgsql as $$
begin
    if exists (
        select from generate_series(1, cardinality(p_domains)) as n
        where (p_domains[n], p_rows[n]) is distinct from (p_domains[n - 1], p_rows[n - 1])
            and not exists (select from consent.domains d where d.name = p_domains[n] and d.xmin::text = p_rows[n]))
    then
        raise exception using errcode = 'TC008', message = 'the settings of a domain have changed';
    end if;
end $$;

-- persons: a subject is a random key; identifiers are found by keyed hash and stored encrypted
create table if not exists consent.signer_ids (
    domain text not null,
    lookup bytea not null,
    id uuid not null,
    subject uuid not null,
    type text not null,
    value bytea not null,
    recorded_at timestamptz not null,
    -- the hash first: it alone nearly always decides, and comparing bytes is quick
    constraint signer_ids_pkey primary key (lookup, domain)
);
create index if not exists signer_ids_subject on consent.signer_ids (subject);
create index if not exists signer_ids_type on consent.signer_ids (domain, type, id);
alter table consent.signer_ids alter value set statistics 0;

-- documents: the newest state of each, for lists and the gateway
create table if not exists consent.documents (
    consent_id uuid primary key,
    position bigint generated always as identity,
    subject uuid not null,
    domain text not null,
    template text not null,
    kind smallint not null,
    signed_at timestamptz not null,
    recorded_at timestamptz not null,
    changed_at timestamptz not null,
    version bigint not null,
    quality text not null,
    annulled boolean not null default false,
    provisions text not null,
    answers jsonb not null,
    detail jsonb not null,
    -- names, places, salt: sealed with the subject's key as vault.items are, where a corrected one is kept. It is in
    -- no event: whoever writes this table anew from the log has to take the column along.
    content bytea,
    -- what has to be noticed on a day to come; empty once it has been
    expires_on date,
    majority_on date
);
create unique index if not exists documents_domain on consent.documents (domain, position);
create index if not exists documents_subject on consent.documents (subject);
create index if not exists documents_notice on consent.documents (least(expires_on, majority_on));
-- nobody asks for rows by what is in these, and sorting samples of it is what ANALYZE spends its time on
alter table consent.documents alter provisions set statistics 0, alter answers set statistics 0,
    alter detail set statistics 0, alter content set statistics 0;

-- document states: append-only, what checks read; a correction or another verdict is a further state
create table if not exists consent.document_states (
    subject uuid not null,
    consent_id uuid not null,
    state int not null,
    kind smallint not null,
    signed_at timestamptz not null,
    known_from timestamptz not null,
    quality text not null,
    annulled boolean not null,
    provisions text not null,
    uses text not null,
    signers uuid[] not null,
    primary key (subject, consent_id, state)
);
alter table consent.document_states alter provisions set statistics 0, alter uses set statistics 0,
    alter signers set statistics 0;

create table if not exists consent.worklist (
    id uuid primary key,
    domain text not null,
    kind text not null,
    consent_id uuid not null,
    due date not null,
    recorded_at timestamptz not null,
    done_at timestamptz,
    done_by text,
    unique (consent_id, kind)
);
create index if not exists worklist_open on consent.worklist (domain, due) where done_at is null;

-- receivers: services that follow changes and have to act on withdrawals; domains as they were granted
create table if not exists consent.receivers (
    name text primary key,
    domains text[] not null,
    since timestamptz not null
);

-- tasks: what each receiver has to do because of a withdrawal
create table if not exists consent.tasks (
    id uuid primary key,
    withdrawal uuid not null,
    receiver text not null,
    domain text not null,
    status text not null default 'requested',
    requested_at timestamptz not null,
    accepted_at timestamptz,
    completed_at timestamptz,
    results jsonb not null default '{}',
    unique (withdrawal, receiver)
);
create index if not exists tasks_open on consent.tasks (domain, requested_at) where status <> 'completed';

-- what the index of identities says. person: a keyed hash of its key there; subject: as whom the person signs here
create table if not exists consent.index_persons (
    domain text not null,
    person uuid not null,
    merged_into uuid,
    subject uuid,
    primary key (domain, person)
);
create index if not exists index_persons_merged on consent.index_persons (domain, merged_into)
    where merged_into is not null;

create table if not exists consent.index_feed (
    one boolean primary key default true check (one),
    position text not null,
    current_at timestamptz not null
) with (fillfactor = 20);

-- links: subjects that are one person as things stand, each with each other. What they mean for checks is resolved when
-- they change: each lookup of either stands in signer_ids once more for each of the others, in a domain of the name
-- "~" and the other one's key, which no real domain has. So a check reads what it always read.
create table if not exists consent.links (
    subject uuid not null,
    other uuid not null,
    primary key (subject, other)
);

-- Completes what leads to the others of these subjects. The lock orders it with relink: whichever of two comes second
-- sees what the first one committed.
create or replace function consent.alias(p_subjects uuid[]) returns void language plpgsql as $$
begin
    perform pg_advisory_xact_lock(1129270834, slot)
    from (select distinct hashtext(subject::text) & 1023 as slot from unnest(p_subjects) as subject order by 1) slots;
    insert into consent.signer_ids (domain, lookup, id, subject, type, value, recorded_at)
    select '~' || l.other, s.lookup, s.id, l.other, '', '', s.recorded_at
    from consent.links l join consent.signer_ids s on s.subject = l.subject and not starts_with(s.domain, '~')
    where l.subject = any(p_subjects)
    on conflict do nothing;
end $$;

create or replace function consent.relink(p_domain text, p_persons uuid[]) returns void language plpgsql as $$
declare
    near uuid[];
begin
    with recursive around as (
        select person, merged_into, subject from consent.index_persons
        where domain = p_domain and person = any(p_persons)
        union
        select i.person, i.merged_into, i.subject from around a
        join consent.index_persons i
            on i.domain = p_domain and (i.person = a.merged_into or i.merged_into = a.person))
    select coalesce(array_agg(distinct subject), '{}') into near from around where subject is not null;
    perform pg_advisory_xact_lock(1129270834, slot)
    from (select distinct hashtext(subject::text) & 1023 as slot from unnest(near) as subject order by 1) slots;
    delete from consent.links where subject = any(near);
    delete from consent.signer_ids where subject = any(near) and starts_with(domain, '~');
    insert into consent.links (subject, other)
    with recursive up as (
        select subject, person, merged_into from consent.index_persons
        where domain = p_domain and subject = any(near)
        union
        select u.subject, i.person, i.merged_into from up u
        join consent.index_persons i on i.domain = p_domain and i.person = u.merged_into),
    roots as (select distinct subject, person as root from up where merged_into is null)
    select distinct a.subject, b.subject from roots a join roots b on a.root = b.root and a.subject <> b.subject
    on conflict do nothing;
    perform consent.alias(near);
end $$;

-- tablets, and the staff who hand them over; codes, keys and tokens as hashes only
create table if not exists consent.tablets (
    id uuid primary key,
    domain text not null,
    name text not null,
    place text,
    enrolled_at timestamptz not null,
    code bytea unique,
    code_until timestamptz,
    key bytea unique,
    seen_at timestamptz,
    shut_out_at timestamptz,
    alert text,
    alert_at timestamptz,
    -- let in as a robot, or found on one when it was heard of last
    robot boolean not null default false,
    carried boolean not null default false
);
create table if not exists consent.tablet_pins (
    account text primary key,
    subject uuid not null,
    salt bytea not null,
    pin bytea not null,
    roles text[] not null,
    domains text[] not null,
    failures int not null default 0,
    locked_until timestamptz
);
create table if not exists consent.tablet_staff (
    token bytea primary key,
    account text not null references consent.tablet_pins (account) on delete cascade,
    tablet uuid not null references consent.tablets (id),
    until timestamptz not null
);

-- sessions on tablets: whom they concern is in the vault under the session's id, as long as it lasts
create table if not exists consent.captures (
    id uuid primary key,
    domain text not null,
    state text not null,
    planned_at timestamptz not null,
    changed_at timestamptz not null,
    lookups bytea[] not null default '{}',
    tablet uuid references consent.tablets (id),
    launch bytea unique,
    launch_until timestamptz,
    token bytea unique,
    opened_at timestamptz,
    step text,
    calling boolean not null default false,
    outcome text,
    department text,
    own_wish boolean not null default false,
    -- the tablet fetches the code by itself
    sent boolean not null default false
);
create index if not exists captures_open on consent.captures (domain, planned_at)
    where state in ('planned', 'handed-over', 'open');
create unique index if not exists captures_one_a_tablet on consent.captures (tablet) where state = 'open';

-- who said no or later is left in peace until then; a keyed hash, gone when the day has come
create table if not exists consent.quiet_times (
    domain text not null,
    lookup bytea not null,
    until timestamptz not null,
    primary key (domain, lookup)
);

create table if not exists consent.capture_copies (
    token bytea primary key,
    consent_id uuid not null,
    until timestamptz not null
);

-- portal: letters that let people in, their accounts, factors and sessions. Codes, numbers, birth dates, challenges and
-- tokens are hashes; names and secrets lie in the vault under the key of the person the consents are about.
create table if not exists consent.portal_accounts (
    id uuid primary key,
    domain text not null,
    subject uuid not null,
    relation text not null,
    number bytea not null unique,
    opened_at timestamptz not null,
    ends_at timestamptz,
    closed_at timestamptz,
    signed_in_at timestamptz,
    failures int not null default 0,
    locked_until timestamptz,
    totp_since timestamptz,
    totp_step bigint not null default 0
);
create index if not exists portal_accounts_subject on consent.portal_accounts (subject);
create unique index if not exists portal_accounts_one_self on consent.portal_accounts (subject)
    where relation = 'self' and closed_at is null;
create index if not exists portal_accounts_domain on consent.portal_accounts (domain, opened_at);

create table if not exists consent.portal_letters (
    id uuid primary key,
    domain text not null,
    subject uuid not null,
    relation text not null,
    account uuid not null,
    selector bytea not null unique,
    code bytea not null,
    qr bytea not null,
    birth bytea not null,
    ends_at timestamptz,
    ordered_at timestamptz not null,
    until timestamptz not null,
    printed_at timestamptz,
    used_at timestamptz,
    withdrawn_at timestamptz,
    tries int not null default 0
);
create index if not exists portal_letters_subject on consent.portal_letters (subject);
create index if not exists portal_letters_domain on consent.portal_letters (domain, ordered_at);

create table if not exists consent.portal_passkeys (
    id uuid primary key,
    account uuid not null references consent.portal_accounts (id),
    credential bytea not null unique,
    key bytea not null,
    algorithm int not null,
    counter bigint not null,
    added_at timestamptz not null,
    used_at timestamptz
);
create index if not exists portal_passkeys_account on consent.portal_passkeys (account);

-- letter: the session can do nothing but set up the first factor
create table if not exists consent.portal_sessions (
    id uuid primary key,
    token bytea not null unique,
    account uuid not null,
    letter uuid,
    method text not null,
    device text not null,
    started_at timestamptz not null,
    fresh_at timestamptz not null,
    seen_at timestamptz not null,
    ends_at timestamptz not null
);
create index if not exists portal_sessions_account on consent.portal_sessions (account);
create index if not exists portal_sessions_ends on consent.portal_sessions (ends_at);

create table if not exists consent.portal_challenges (
    challenge bytea primary key,
    purpose text not null,
    session uuid,
    act uuid,
    until timestamptz not null
);
create index if not exists portal_challenges_until on consent.portal_challenges (until);

-- acts: withdrawals that were previewed, and the hash of what confirms each
create table if not exists consent.portal_acts (
    id uuid primary key,
    account uuid not null,
    session uuid not null,
    content jsonb not null,
    until timestamptz not null,
    token bytea,
    token_until timestamptz,
    done_at timestamptz
);
create index if not exists portal_acts_until on consent.portal_acts (until);

create table if not exists consent.portal_questions (
    id uuid primary key,
    domain text not null,
    subject uuid not null,
    account uuid not null,
    asked_at timestamptz not null,
    answered_at timestamptz
);
create index if not exists portal_questions_account on consent.portal_questions (account);
create index if not exists portal_questions_domain on consent.portal_questions (domain, asked_at);

-- releases: which people's data were given to which project, as reported
create table if not exists consent.releases (
    id uuid primary key,
    domain text not null,
    reporter text not null,
    reference text not null,
    project text not null,
    title text not null,
    recipient text not null,
    starts_on date not null,
    ends_on date,
    reported_at timestamptz not null,
    unique (domain, reporter, reference)
);
create table if not exists consent.release_people (
    subject uuid not null,
    release uuid not null references consent.releases (id),
    primary key (subject, release)
);
create index if not exists release_people_release on consent.release_people (release);
-- talks and questions: what was said lies sealed in the vault under their own ids
create table if not exists consent.talks (
    id uuid primary key,
    domain text not null,
    lookups bytea[] not null default '{}',
    capture uuid,
    documents uuid[] not null default '{}',
    way text not null,
    held_at timestamptz not null,
    minutes int not null,
    logged_at timestamptz not null
);
create index if not exists talks_lookups on consent.talks using gin (lookups);
create index if not exists talks_documents on consent.talks using gin (documents);
create index if not exists talks_capture on consent.talks (capture) where capture is not null;
create table if not exists consent.questions (
    id uuid primary key,
    domain text not null,
    lookups bytea[] not null,
    capture uuid not null,
    asked_at timestamptz not null,
    answered_at timestamptz
);
create index if not exists questions_lookups on consent.questions using gin (lookups);
create index if not exists questions_capture on consent.questions (capture);
create index if not exists questions_waiting on consent.questions (domain, asked_at) where answered_at is null;

-- many are checked at once seldom, and such an entry is about everybody in it
create index if not exists entries_many on audit.entries (at) where action = 'consent-check-many';

-- document states are never changed; a person's erasure deletes key and vault rows and empties content
grant usage on schema consent to {app};
grant select, insert, update on consent.domains, consent.templates, consent.documents, consent.worklist,
    consent.receivers, consent.tasks, consent.tablets, consent.captures, consent.talks to {app};
grant select, insert, update, delete on consent.tablet_pins, consent.tablet_staff, consent.capture_copies,
    consent.questions, consent.quiet_times to {app};
grant select, insert on consent.document_states to {app};
grant select, insert, delete on consent.signer_ids to {app};
grant select, insert, update on consent.index_persons, consent.index_feed to {app};
grant select, insert, delete on consent.links to {app};
grant select, insert, update on consent.portal_accounts, consent.portal_letters, consent.portal_questions,
    consent.releases to {app};
grant select, insert, update, delete on consent.portal_passkeys, consent.portal_sessions, consent.portal_challenges,
    consent.portal_acts to {app};
grant select, insert on consent.release_people to {app};
