-- The last report of the same periods, and whether its numbers are still kept.
select run.id, exists (select from plex.delivered_period where delivered_period.run = run.id) as kept
from record.run
where report = 'trial-balance' and company = :company and status = 'succeeded' and id < :run
  and (parameters ->> 'from')::integer = :from and (parameters ->> 'to')::integer = :to
order by run.id desc
limit 1
