-- Companies whose source is to be asked whether it is back: those of which no living holder has a run, whose own tries tell.
update record.source_outage
set tried_at = clock_timestamp(), next_at = clock_timestamp() + make_interval(secs => :lease_s)
where company in (
  select outage.company
  from record.source_outage outage
  where outage.company = any(:companies::integer[])
    and outage.report = any(:reports::text[])
    and outage.next_at <= clock_timestamp()
    and not exists (
      select from record.run
      where run.company = outage.company
        and run.status = 'running'
        and run.heartbeat_at >= clock_timestamp() - make_interval(secs => :silence_s)
    )
  order by outage.next_at
  limit :most
  for update skip locked
)
returning company, report, tries
