
-- submissions of cases (§ 64e SGB V): the trust centre's own register, without numbers and originals
create table if not exists pseudonym.submissions (
    case_id uuid not null,
    number int not null,
    scheme text not null,
    work_number text not null unique,
    numbered boolean not null,
    handed_to text[] not null default '{}',
    primary key (case_id, number)
);
create index if not exists submissions_scheme on pseudonym.submissions (scheme);

grant select, insert, update on pseudonym.submissions to {app};
