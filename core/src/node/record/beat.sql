-- A sign of life of the run's holder; no row when the run is no longer its own.
update record.run
set heartbeat_at = clock_timestamp()
where id = :run and fence = :fence and status = 'running'
returning cancel_requested_by
