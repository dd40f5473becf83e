-- Companies whose calendar is to be read now: somebody waits for it, or it was read long ago. A reading that came to nothing is
-- made again after 15 seconds. Whole milliseconds: the time comes back from a process that knows no finer ones.
update record.company
set calendar_asked_at = date_trunc('milliseconds', clock_timestamp())
where company in (
  select company
  from record.company
  where company = any(:companies::integer[])
    and (calendar_wanted_at > coalesce(calendar_read_at, '-infinity')
         or :every_ms::integer > 0 and coalesce(calendar_read_at, '-infinity') < now() - :every_ms * interval '1 millisecond')
    and (calendar_asked_at is null or calendar_asked_at <= calendar_read_at or calendar_asked_at < now() - interval '15 seconds')
  for update skip locked
)
returning company, calendar_asked_at as "askedAt"
