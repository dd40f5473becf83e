-- A source that does not answer for a company: its runs wait instead of failing one after the other, and everybody can see since when.

create table record.source_outage (
  company integer primary key,
  report text not null,
  code text not null,
  since timestamptz not null default clock_timestamp(),
  tries integer not null default 1,
  tried_at timestamptz not null default clock_timestamp(),
  next_at timestamptz not null
);
comment on table record.source_outage is 'one row while it lasts; no run of the company is claimed meanwhile';
comment on column record.source_outage.next_at is 'when it is tried again: by the run that waits, else by a probe';
