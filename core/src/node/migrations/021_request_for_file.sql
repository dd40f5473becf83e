-- Who had a file sent or saved has not asked for the run: only who asked is its requester.
alter table record.request add column asks_for text not null default 'report' check (asks_for in ('report', 'file'));
comment on column record.request.asks_for is 'file: the run was there already, and only its file was wanted';

-- Saved files have a key of their own. A run that has ended takes no request for the report: who came later wanted the file.
update record.request set asks_for = 'file' where idempotency_key like 'onedrive:%';
update record.request set asks_for = 'file'
from record.run
where run.id = request.run and run.status = 'succeeded' and request.asked_at > run.finished_at;
