-- A sign of life of the run's holder; no row when the run, or by another run its company, is no longer its own.
update record.run
set heartbeat_at = clock_timestamp()
where id = :run
  and fence = :fence
  and status = 'running'
  and exists (select from record.fence where fence.company = run.company and fence.fence = :fence)
returning cancel_requested_by
