-- Equal requests join a run only until it begins to read its source: what was posted before a request is in its report.

alter table record.run add column read_at timestamptz;
comment on column record.run.read_at is 'when it was about to read its source for the first time, or the attempt was whose results it may keep';
comment on column record.run.scope_hash is 'what is asked for; a run that begins to read adds its number, so that no equal request joins it any more';
update record.run set read_at = started_at where started_at is not null;
update record.run set scope_hash = scope_hash || '/' || id where status in ('queued', 'running') and started_at is not null;
