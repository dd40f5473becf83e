-- Gives a runner the run of this run's company that comes next, when nobody alive holds the company and its source answers, and raises the company's fence, which shuts out
-- whoever held it before. The run that was rung is only the word that something waits: one whose holder died goes before all that wait, then the
-- requesters take turns, then the oldest goes first. The order is that of unheld.sql.
with wanted as (
  select run.id, run.company, run.started_at is null as first
  from record.run
  where run.company = (select rung.company from record.run rung where rung.id = :run)
    and run.report = any(:reports::text[])
    and (run.status = 'queued' or (run.status = 'running' and run.heartbeat_at < clock_timestamp() - make_interval(secs => :silence_s)))
    and (run.rest_until is null or run.rest_until <= clock_timestamp())
    and not exists (select from record.source_outage outage where outage.company = run.company)
    and not exists (
      select from record.run other
      where other.company = run.company
        and other.id <> run.id
        and other.status = 'running'
        and other.heartbeat_at >= clock_timestamp() - make_interval(secs => :silence_s)
    )
  order by run.status = 'running' desc, record.times_served(run.id, run.company), run.id
  limit 1
  for update
), raised as (
  insert into record.fence as held (company, fence, run, runner, taken_at)
  select company, 1, id, :runner, clock_timestamp() from wanted
  on conflict (company) do update
    set fence = held.fence + 1, run = excluded.run, runner = excluded.runner, taken_at = excluded.taken_at
  returning company, fence
)
update record.run
set status = 'running',
    runner = :runner,
    fence = raised.fence,
    starts = run.starts + 1,
    started_at = coalesce(run.started_at, clock_timestamp()),
    heartbeat_at = clock_timestamp()
from wanted, raised
where run.id = wanted.id
returning run.id, run.report, run.company, run.parameters, run.fence, run.starts, run.outages, run.attempt, run.accepted_at, run.started_at,
          coalesce(run.root_run, run.id) as root_run, wanted.first,
          (select traceparent from record.request where request.run = run.id order by request.id limit 1) as traceparent
