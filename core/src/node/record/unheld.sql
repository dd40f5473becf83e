-- Of every company that is free: the run that comes next, to be rung again. One whose holder died comes first, then
-- the requesters take turns, then the oldest goes first.
-- Only what this runner may do and what does not rest after an outage or wait for a source.
with next as (
  select distinct on (run.company) run.id, run.fence
  from record.run
  where (run.status = 'queued' or (run.status = 'running' and run.heartbeat_at < clock_timestamp() - make_interval(secs => :silence_s)))
    and run.company = any(:companies::integer[])
    and run.report = any(:reports::text[])
    and (run.rest_until is null or run.rest_until <= clock_timestamp())
    and not exists (select from record.source_outage outage where outage.company = run.company)
    and run.accepted_at < clock_timestamp() - make_interval(secs => :grace_s)
    and not exists (
      select from record.run other
      where other.company = run.company
        and other.id <> run.id
        and other.status = 'running'
        and other.heartbeat_at >= clock_timestamp() - make_interval(secs => :silence_s)
    )
  order by run.company, run.status = 'running' desc, record.times_served(run.id, run.company), run.id
)
select id, fence from next order by id
