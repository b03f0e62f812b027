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
