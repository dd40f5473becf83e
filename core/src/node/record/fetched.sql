-- The file was fetched: what its reader had asked for by download is confirmed, and stays so.
update record.delivery
set status = 'confirmed', receipt = :receipt::jsonb, failure = null, finished_at = clock_timestamp()
where run = :run and channel = 'download' and status <> 'confirmed'
  and request in (select id from record.request where run = :run and person = :person)
returning channel
