-- A run that loses PostgreSQL again and again while it is at work may be what takes it down: counted, and tried again less and less often.

alter table record.run add column outages integer not null default 0, add column rest_until timestamptz;
comment on column record.run.outages is 'how often PostgreSQL went away while a runner had it in hand; five make it RUN_POISONED';
comment on column record.run.rest_until is 'not claimed before: a pause after an outage';
