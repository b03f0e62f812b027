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

-- what is compared of an identity: one record for each of its addresses, encrypted with the identity's key, with
-- keyed hashes (eight bytes each) of what it may have in common with others. Every instance of the service holds all
-- records in memory and follows them by tx; writer is the instance that keeps its own in mind, 0 where none does.
create sequence if not exists identity.record_numbers increment by 1000;
create table if not exists identity.records (
    record bigint primary key,
    tx xid8 not null default pg_current_xact_id(),
    writer bigint not null,
    domain text not null,
    identity uuid not null,
    contact uuid,
    tokens bytea not null,
    content bytea not null
);
create index if not exists records_identity on identity.records (identity);
create index if not exists records_tx on identity.records (tx);

-- records that were erased, so that everybody forgets them
create table if not exists identity.gone (
    tx xid8 not null default pg_current_xact_id(),
    record bigint not null,
    primary key (tx, record)
);

-- tells this database from others
create table if not exists identity.origin (
    origin uuid primary key default gen_random_uuid(),
    only_one boolean not null unique default true check (only_one)
);
insert into identity.origin default values on conflict do nothing;

-- pairs that may be one person; joined: both are one person's now
create table if not exists identity.pairs (
    pair uuid primary key,
    domain text not null,
    identity_a uuid not null,
    identity_b uuid not null,
    score double precision not null,
    configuration int not null,
    status text not null,
    by_hand boolean not null,
    joined boolean not null,
    first_by text,
    second_by text,
    postponed_until date,
    version bigint not null,
    found_at timestamptz not null,
    changed_at timestamptz not null,
    sample uuid
);
create index if not exists pairs_waiting on identity.pairs (domain) include (score)
    where (not joined or sample is not null) and status not in ('distinct', 'withdrawn');
create index if not exists pairs_distinct on identity.pairs (domain, changed_at desc, pair) where status = 'distinct';
create index if not exists pairs_a on identity.pairs (identity_a);
create index if not exists pairs_b on identity.pairs (identity_b);

-- what was done with pairs, by whom; the reason is in the vault with the keeper's key
create table if not exists identity.pair_acts (
    pair uuid not null,
    version bigint not null,
    domain text not null,
    act text not null,
    stage text,
    verdict text,
    actor text not null,
    at timestamptz not null,
    note uuid,
    keeper uuid,
    score double precision not null,
    configuration int not null,
    primary key (pair, version)
);
create index if not exists pair_acts_domain on identity.pair_acts (domain, at desc, pair);

-- who works on a pair until when: so that two do not do the same, no fact
create table if not exists identity.pair_claims (
    pair uuid primary key,
    holder text not null,
    until timestamptz not null
);
create index if not exists pair_claims_holder on identity.pair_claims (holder);

-- configurations tried out on the stored people; keys and weights only. Who runs one shows it by the beat.
create table if not exists identity.simulations (
    simulation uuid primary key,
    domain text not null,
    version int not null,
    base int not null,
    status text not null,
    started_by text not null,
    started_at timestamptz not null,
    ended_at timestamptz,
    done bigint not null default 0,
    total bigint not null default 0,
    reached uuid not null default '00000000-0000-0000-0000-000000000000',
    tally jsonb not null,
    runner uuid,
    beat timestamptz not null default '-infinity',
    seed bytea,
    sample_linked int,
    sample_below int
);
create index if not exists simulations_domain on identity.simulations (domain, started_at);
create table if not exists identity.simulation_changes (
    simulation uuid not null references identity.simulations on delete cascade,
    number bigint not null,
    kind text not null,
    identity_a uuid not null,
    identity_b uuid not null,
    from_outcome text not null,
    from_score double precision,
    to_outcome text not null,
    to_score double precision,
    primary key (simulation, number)
);

-- pairs drawn at random: those of the lowest numbers of all; linked by the comparison alone, or not
create table if not exists identity.sampled_pairs (
    simulation uuid not null references identity.simulations on delete cascade,
    linked boolean not null,
    draw bigint not null,
    pair uuid not null,
    identity_a uuid not null,
    identity_b uuid not null,
    score double precision not null,
    primary key (simulation, pair)
);

-- one decision on many pairs: which, as they were when it was prepared, and what came of each
create table if not exists identity.bulks (
    bulk uuid primary key,
    domain text not null,
    verdict text not null,
    until date,
    prepared_by text not null,
    prepared_at timestamptz not null
);
create table if not exists identity.bulk_items (
    bulk uuid not null references identity.bulks on delete cascade,
    number int not null,
    pair uuid not null,
    version bigint not null,
    outcome text,
    primary key (bulk, number)
);

-- Takes the right to register people of these domains who have these hashes, until the transaction ends: each unit
-- of work says which version of its domain it decided by (TC011 where that has changed) and what its instance had seen
-- of the records. Refuses (TC010) if somebody with one of the hashes came who was not seen, other than by the instance
-- itself, which has its own in mind. One lock, so that nobody waits in a circle; whoever holds it is about to commit.
create or replace function identity.claim(
    p_domains text[], p_versions bigint[], p_seen text[], p_writers bigint[], p_tokens bigint[]) returns void
language plpgsql set enable_seqscan = off set enable_mergejoin = off as $$
declare
    v record;
begin
    if exists (
        select from (select distinct p_domains[n] as name, p_versions[n] as version
            from generate_series(1, cardinality(p_domains)) as n) u
        left join identity.domains d on d.name = u.name
        where d.version is distinct from u.version)
    then
        raise exception using errcode = 'TC011', message = 'the domain works otherwise now';
    end if;
    if cardinality(p_tokens) = 0 then return; end if;

    perform pg_advisory_xact_lock(4711);
    for v in select distinct p_seen[n] as seen, p_writers[n] as writer
        from generate_series(1, cardinality(p_seen)) as n where p_seen[n] <> ''
    loop
        if exists (
            select from identity.records r
            cross join lateral generate_series(0, length(r.tokens) / 8 - 1) as n
            join unnest(p_tokens) as c (token)
                on c.token = ('x' || encode(substr(r.tokens, 8 * n + 1, 8), 'hex'))::bit(64)::bigint
            where r.tx >= pg_snapshot_xmin(v.seen::pg_snapshot) and r.writer <> v.writer
                and not pg_visible_in_snapshot(r.tx, v.seen::pg_snapshot))
        then
            raise exception using errcode = 'TC010', message = 'somebody alike was registered in the meantime';
        end if;
    end loop;
end
$$;

grant usage on schema identity to {app};
grant select, insert, update on identity.domains, identity.persons, identity.identities, identity.pairs to {app};
grant select, insert on identity.configurations to {app};
grant select, insert, delete on identity.mpi_ids, identity.identifiers, identity.records to {app};
grant select, insert on identity.gone to {app};
grant select on identity.origin to {app};
grant delete on identity.identities, identity.pairs to {app};
grant select, insert on identity.pair_acts to {app};
grant select, insert, update, delete on identity.pair_claims to {app};
grant select, insert, update, delete on identity.simulations, identity.simulation_changes, identity.sampled_pairs
    to {app};
grant select, insert, update on identity.bulks, identity.bulk_items to {app};
grant usage on sequence identity.record_numbers to {app};

-- whole numbers by which the gateway speaks of pairs: names, no facts
create table if not exists identity.pair_links (
    link int generated always as identity primary key,
    pair uuid not null unique
);
grant select, insert on identity.pair_links to {app};

-- messages of HL7 feeds that were taken, by keyed hashes: what comes again gets the same answer and changes nothing
create table if not exists identity.hl7_messages (
    sender text not null,
    control bytea not null,
    content bytea not null,
    message uuid not null unique,
    first boolean not null,
    code text not null,
    complaints jsonb not null,
    received_at timestamptz not null,
    constraint hl7_messages_pkey primary key (sender, control, content)
);
create unique index if not exists hl7_messages_first on identity.hl7_messages (sender, control) where first;
create index if not exists hl7_messages_received on identity.hl7_messages (received_at);

-- those that a person has to mend; what they say is in the vault under the message's key until somebody has
create table if not exists identity.hl7_faults (
    message uuid primary key,
    sender text not null,
    domain text not null,
    event text not null,
    complaints jsonb not null,
    received_at timestamptz not null,
    status text not null default 'open',
    settled_at timestamptz,
    settled_by text
);
create index if not exists hl7_faults_open on identity.hl7_faults (received_at) where status = 'open';

create or replace function identity.settle_hl7_fault(
    p_message uuid, p_status text, p_by text, p_at timestamptz) returns void
language plpgsql as $$
begin
    update identity.hl7_faults set status = p_status, settled_by = p_by, settled_at = p_at
    where message = p_message and status = 'open';
    if not found then
        raise exception using errcode = 'TC011', message = 'the message was settled by somebody else';
    end if;
end
$$;

grant select, insert, update, delete on identity.hl7_messages to {app};
grant select, insert, update on identity.hl7_faults to {app};

-- imports of files: the file in sealed portions until its lines are registered, then what came of each line, by keys
create table if not exists identity.imports (
    import uuid primary key,
    domain text not null,
    source text not null,
    format text not null,
    save_action text,
    force_reference boolean not null,
    dry_run boolean not null,
    mpi_ids text not null,
    settings bytea not null,           -- layout and columns, sealed: heads may be a person where a file has none
    status text not null default 'open',
    upload int not null default 0,
    bytes bigint not null default 0,
    lines bigint not null default 0,
    done_line bigint not null default 0, -- every line up to this one has its outcome
    counts jsonb not null default '{}',
    rate double precision,
    code text,
    fault_line bigint,
    created_by text not null,
    roles text not null,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    ended_at timestamptz
);
create index if not exists imports_domain on identity.imports (domain, created_at desc);
create index if not exists imports_due on identity.imports (created_at) where status in ('queued', 'running');

create table if not exists identity.import_chunks (
    import uuid not null,
    upload int not null,
    chunk int not null,
    content bytea not null,
    primary key (import, upload, chunk)
);
alter table identity.import_chunks alter column content set storage external; -- sealed bytes do not shrink

-- written with what the line brought about, in one transaction: so no line is ever registered twice
create table if not exists identity.import_lines (
    import uuid not null,
    line bigint not null,
    status text not null,
    person uuid,
    code text,
    message text,
    field text,
    col int,
    constraint import_lines_pkey primary key (import, line)
);
grant select, insert, update, delete on identity.imports to {app};
grant select, insert, delete on identity.import_chunks, identity.import_lines to {app};

-- sessions of studies' servers and the tokens browsers come with: hashes, and contents only the token opens
create table if not exists identity.sessions (
    session bytea primary key,
    server text not null,
    expires_at timestamptz not null
);
create index if not exists sessions_server on identity.sessions (server, expires_at);
create table if not exists identity.session_tokens (
    token bytea primary key,
    session bytea not null references identity.sessions on delete cascade,
    content bytea not null,
    uses integer not null,
    person uuid,
    tentative boolean not null default false,
    result bytea
);
create index if not exists session_tokens_session on identity.session_tokens (session);

-- whoever registers with a token uses it; the last use keeps whom it came to until the answer was given
create or replace function identity.bind_token(p_token bytea, p_uses integer, p_person uuid, p_tentative boolean)
returns void language plpgsql as $$
begin
    update identity.session_tokens t set
        uses = greatest(p_uses - 1, 1),
        person = case when p_uses = 1 then p_person end,
        tentative = p_uses = 1 and p_tentative
    where t.token = p_token and t.uses = p_uses and t.person is null;
    if not found then raise exception using errcode = 'TC012', message = 'the token was used'; end if;
end
$$;
create or replace function identity.use_token(p_token bytea, p_uses integer) returns void
language plpgsql as $$
begin
    if p_uses > 1 then
        update identity.session_tokens set uses = uses - 1 where token = p_token and uses = p_uses;
    else
        delete from identity.session_tokens where token = p_token and uses = p_uses;
    end if;
    if not found then raise exception using errcode = 'TC012', message = 'the token was used'; end if;
end
$$;
-- what came of many patients waits to be fetched
create or replace function identity.keep_result(p_token bytea, p_uses integer, p_result bytea) returns void
language plpgsql as $$
begin
    update identity.session_tokens set result = p_result
    where token = p_token and uses = p_uses and result is null;
    if not found then raise exception using errcode = 'TC012', message = 'the token was used'; end if;
end
$$;
grant select, insert, update, delete on identity.sessions, identity.session_tokens to {app};

-- linkage projects between sites: to find them by; what they are is in their streams
create table if not exists identity.projects (
    project uuid primary key,
    name text not null unique,
    status text not null,
    results_until date not null,
    erased boolean not null default false,
    created_at timestamptz not null
);
create table if not exists identity.project_sites (
    project uuid not null,
    site text not null,
    client text not null,
    source text,                       -- address at which the site offers its records
    primary key (project, site)
);
create index if not exists project_sites_client on identity.project_sites (client);

-- addresses of sites that are looked at while a project is open
create table if not exists identity.project_polls (
    project uuid not null,
    site text not null,
    source text not null,
    due timestamptz not null default '-infinity',
    failures int not null default 0,
    problem text,
    tag text,                          -- of the file that was looked at
    looked_at timestamptz,
    primary key (project, site)
);
grant select, insert, update, delete on identity.project_polls to {app};

-- long lists in sealed pages: encoded records of an upload, pseudonyms of a result; without a key nobody's
create table if not exists identity.project_pages (
    owner uuid not null,
    part int not null,
    page int not null,
    content bytea not null,
    primary key (owner, part, page)
);
alter table identity.project_pages alter column content set storage external; -- sealed bytes do not shrink

-- what is to be compared: some thousand records of one site with those of another. Any number of workers take tiles; one
-- that dies leaves its tile to others once its lease has passed. kind: compare, then one finish for each run.
create table if not exists identity.linkage_tiles (
    run uuid not null,
    tile int not null,
    project uuid not null,
    kind text not null,
    left_site int not null,
    left_page int not null,
    left_end int not null,
    right_site int not null,
    right_page int not null,
    right_end int not null,
    holder uuid,
    leased_until timestamptz not null default '-infinity',
    attempts int not null default 0,
    done boolean not null default false,
    found bigint not null default 0,
    seconds real not null default 0,
    pairs bytea,                       -- sealed with the run's key
    primary key (run, tile)
);
alter table identity.linkage_tiles alter column pairs set storage external;
create index if not exists linkage_tiles_due on identity.linkage_tiles (run, tile) where not done;
create index if not exists linkage_tiles_project on identity.linkage_tiles (project);

-- possible matches: each site is asked about its own record and sees nothing of the other's
create table if not exists identity.linkage_questions (
    question uuid primary key,
    project uuid not null,
    content bytea not null,            -- both persons of the linkage table, sealed with the result's key
    verdict text
);
create index if not exists linkage_questions_project on identity.linkage_questions (project) where verdict is null;
create table if not exists identity.linkage_tasks (
    task uuid primary key,
    question uuid not null,
    project uuid not null,
    site text not null,
    content bytea not null,            -- the site's record, sealed with the result's key
    answer text,
    answered_at timestamptz,
    answered_by text
);
create index if not exists linkage_tasks_site on identity.linkage_tasks (project, site, task);
create index if not exists linkage_tasks_question on identity.linkage_tasks (question);

-- Keeps a site's answer. With the second one there is a verdict: one person only where both confirm.
create or replace function identity.answer_linkage_task(
    p_task uuid, p_answer text, p_by text, p_at timestamptz) returns void
language plpgsql as $$
declare
    v_question uuid;
begin
    select q.question into v_question
    from identity.linkage_questions q join identity.linkage_tasks t using (question)
    where t.task = p_task and q.verdict is null for update of q;
    if not found then
        raise exception using errcode = 'TC013', message = 'the question has its verdict already';
    end if;
    update identity.linkage_tasks set answer = p_answer, answered_at = p_at, answered_by = p_by where task = p_task;
    update identity.linkage_questions q
    set verdict = case when t.confirmed then 'same' else 'distinct' end
    from (select bool_and(answer is not null) as all_answered, bool_and(answer = 'confirmed') as confirmed
        from identity.linkage_tasks where question = v_question) t
    where q.question = v_question and t.all_answered;
end
$$;

grant select, insert, update on identity.projects to {app};
grant select, insert, delete on identity.project_sites, identity.project_pages to {app};
grant select, insert, update, delete
    on identity.linkage_tiles, identity.linkage_questions, identity.linkage_tasks to {app};

-- studies that link record by record: filters as they come, whose they are, what waits for clearing
create sequence if not exists identity.study_changes;
grant usage on sequence identity.study_changes to {app};
create table if not exists identity.study_records (
    number bigint primary key default nextval('identity.study_changes'),
    record uuid not null unique,
    study uuid not null,
    site text not null,
    lookup bytea not null,             -- keyed hash of the filter
    content bytea not null,            -- the filter, sealed with the study's key
    version text not null,
    person uuid not null,
    waits boolean not null,            -- sites are asked first
    expired boolean not null default false,
    fetched boolean not null default false,
    unique (study, site, lookup)
);
create index if not exists study_records_study on identity.study_records (study, number);
create index if not exists study_records_person on identity.study_records (study, person);

-- Records that went. All changes of a study are made under its lock, so that their numbers are in the order in which
-- they are committed, and who follows them misses none.
create table if not exists identity.study_gone (
    change bigint primary key default nextval('identity.study_changes'),
    study uuid not null,
    number bigint not null
);
create index if not exists study_gone_study on identity.study_gone (study, change);
grant select, insert, delete on identity.study_gone to {app};
create or replace function identity.note_study_gone() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(4714, hashtext(one.study::text)) from (select distinct study from gone) one;
    insert into identity.study_gone (study, number) select study, number from gone order by number;
    return null;
end
$$;
create or replace trigger study_records_gone after delete on identity.study_records
    referencing old table as gone for each statement execute function identity.note_study_gone();
create table if not exists identity.study_pseudonyms (
    study uuid not null,
    target text not null,
    person uuid not null,
    lookup bytea not null,
    content bytea not null,
    primary key (study, target, person),
    unique (study, target, lookup)
);
create table if not exists identity.study_questions (
    question uuid primary key,
    study uuid not null,
    record uuid not null,
    other uuid not null,
    verdict text
);
create index if not exists study_questions_study on identity.study_questions (study);
create table if not exists identity.study_tasks (
    task uuid primary key,
    question uuid not null,
    study uuid not null,
    site text not null,
    record uuid not null,
    expires timestamptz not null,
    given boolean not null default false
);
create index if not exists study_tasks_site on identity.study_tasks (study, site);
create index if not exists study_tasks_question on identity.study_tasks (question);
grant select, insert, update, delete on identity.study_records, identity.study_questions, identity.study_tasks to {app};
grant select, insert, delete on identity.study_pseudonyms to {app};
