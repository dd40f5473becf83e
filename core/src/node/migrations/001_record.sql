-- The record: what was asked, what ran, what was found, what was handed over. It remembers; Redis only rings the bell.

create table record.report (
  id text primary key,
  description jsonb not null,
  published_at timestamptz not null default now()
);

create table record.company (
  company integer primary key,
  name text not null,
  published_at timestamptz not null default now()
);

create table record.calendar (
  company integer not null,
  period integer not null,
  display text not null,
  begin_date date not null,
  end_date date not null,
  open boolean not null,
  primary key (company, period)
);

create table record.run (
  id integer generated always as identity primary key,
  report text not null,
  company integer not null,
  parameters jsonb not null,
  scope_hash text not null,
  status text not null default 'queued' check (status in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  attempt integer not null default 1,
  attempt_of integer references record.run (id),
  root_run integer references record.run (id),
  accepted_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  finished_at timestamptz,
  heartbeat_at timestamptz,
  runner text,
  fence bigint,
  starts integer not null default 0,
  cancel_requested_by text,
  verdict text check (verdict in ('tied', 'warnings', 'not-tied')),
  failure jsonb
);
comment on column record.run.starts is 'how often a runner began this run and did not give it back; two deaths make it RUN_POISONED';
comment on column record.run.root_run is 'the first attempt; attempts of one root may keep each other''s finished steps';

-- Equal requests join: at most one waiting or running run per scope.
create unique index run_one_per_scope on record.run (scope_hash) where status in ('queued', 'running');
create index run_unfinished on record.run (company, id) where status in ('queued', 'running');
create index run_finished on record.run (report, company, finished_at desc) where status = 'succeeded';

create table record.request (
  id integer generated always as identity primary key,
  run integer not null references record.run (id),
  requester text not null,
  source text not null,
  channel text not null,
  idempotency_key text unique,
  asked_at timestamptz not null default clock_timestamp()
);
create index request_by_run on record.request (run);

create table record.step (
  run integer not null references record.run (id),
  number integer not null,
  name text not null,
  title text not null,
  status text not null default 'pending' check (status in ('pending', 'running', 'done', 'skipped', 'failed')),
  rows bigint,
  note text,
  started_at timestamptz,
  finished_at timestamptz,
  primary key (run, number)
);

create table record.check (
  run integer not null references record.run (id),
  number integer not null,
  result jsonb not null,
  primary key (run, number)
);

create table record.workbook (
  run integer primary key references record.run (id),
  file_name text not null,
  bytes bigint not null,
  sha256 text not null,
  data_sha256 text not null,
  written_at timestamptz not null default clock_timestamp()
);

create table record.workbook_part (
  run integer not null references record.workbook (run) on delete cascade,
  part integer not null,
  content bytea not null,
  primary key (run, part)
);
-- A workbook is compressed already.
alter table record.workbook_part alter column content set storage external;

create table record.delivery (
  id integer generated always as identity primary key,
  request integer not null references record.request (id),
  run integer not null references record.run (id),
  channel text not null,
  status text not null default 'due' check (status in ('due', 'sent', 'confirmed', 'failed', 'given-up')),
  attempts integer not null default 0,
  due_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  receipt jsonb,
  failure jsonb,
  unique (request, channel)
);
create index delivery_due on record.delivery (channel, due_at) where status in ('due', 'sent');

create table record.fence (
  company integer primary key,
  fence bigint not null,
  run integer,
  runner text,
  taken_at timestamptz not null default clock_timestamp()
);
comment on table record.fence is 'the number that every write of a step must match in its own transaction';

create table record.dataset (
  company integer not null,
  step text not null,
  run integer not null,
  root_run integer not null,
  inputs_hash text not null,
  hash text not null,
  rows bigint not null,
  written_at timestamptz not null default clock_timestamp(),
  primary key (company, step)
);
comment on table record.dataset is 'what each step last wrote for a company, and from which inputs: the proof by which a next attempt skips it';

create table record.audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  actor text not null,
  action text not null,
  run integer,
  details jsonb not null default '{}'
);

create function record.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail is append-only';
end
$$;
create trigger audit_append_only before update or delete or truncate on record.audit
  for each statement execute function record.refuse_change();
