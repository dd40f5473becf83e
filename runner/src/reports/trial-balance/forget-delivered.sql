-- Only the last delivery of the same periods is compared with; older ones go.
delete from plex.delivered_period
where run in (
  select id
  from record.run
  where report = 'trial-balance' and company = :company and id < :run
    and (parameters ->> 'from')::integer = :from and (parameters ->> 'to')::integer = :to
)
