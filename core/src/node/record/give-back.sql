-- Hands a run back unfinished; its start does not count. An outage does, and after each one the run rests longer: 2 s, then four times as long, 2 min at most.
update record.run
set status = 'queued',
    runner = null,
    heartbeat_at = null,
    starts = starts - 1,
    outages = outages + case when :outage::boolean then 1 else 0 end,
    rest_until = case when :outage then clock_timestamp() + make_interval(secs => least(2 * 4 ^ outages, 120)) end
where id = :run and fence = :fence and status = 'running'
returning id
