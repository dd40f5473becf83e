-- Accepted runs that nobody holds and whose company is free, as far as this runner may do them: to be rung again, oldest first.
select run.id
from record.run
where (run.status = 'queued' or (run.status = 'running' and run.heartbeat_at < clock_timestamp() - make_interval(secs => :silence_s)))
  and run.company = any(:companies::integer[])
  and run.report = any(:reports::text[])
  and (run.rest_until is null or run.rest_until <= clock_timestamp())
  and run.accepted_at < clock_timestamp() - make_interval(secs => :grace_s)
  and not exists (
    select from record.run other
    where other.company = run.company
      and other.id <> run.id
      and other.status = 'running'
      and other.heartbeat_at >= clock_timestamp() - make_interval(secs => :silence_s)
  )
order by run.id
limit :most
