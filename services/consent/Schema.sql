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

-- document states are never changed; a person's erasure deletes key and vault rows and empties content
grant usage on schema consent to {app};
grant select, insert, update on consent.domains, consent.templates, consent.documents, consent.worklist,
    consent.receivers, consent.tasks to {app};
grant select, insert on consent.document_states to {app};
grant select, insert, delete on consent.signer_ids to {app};
