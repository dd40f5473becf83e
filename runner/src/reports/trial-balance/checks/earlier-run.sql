-- The report to compare with: of those with periods in common the one whose numbers are kept, that somebody who asks now asked for,
-- that shares the most periods, and of these the last.
select earlier.id, kept,
       greatest((earlier.parameters ->> 'from')::integer, :from) as shared_from,
       least((earlier.parameters ->> 'to')::integer, :to) as shared_to
from record.run earlier
cross join lateral (
  select exists (select from plex.delivered_period where delivered_period.run = earlier.id) as kept,
         exists (
           select from record.request theirs
           join record.request ours on coalesce(ours.person, ours.requester) = coalesce(theirs.person, theirs.requester)
           where theirs.run = earlier.id and ours.run = :run
         ) as own,
         (
           select count(*) from plex.accounting_period
           where pcn = :company and ordinal = 1
             and period between greatest((earlier.parameters ->> 'from')::integer, :from) and least((earlier.parameters ->> 'to')::integer, :to)
         ) as shared_periods
) known
where earlier.report = 'trial-balance' and earlier.company = :company and earlier.status = 'succeeded' and earlier.id < :run
  and (earlier.parameters ->> 'from')::integer <= :to and (earlier.parameters ->> 'to')::integer >= :from
order by kept desc, own desc,
         shared_periods desc,
         earlier.id desc
limit 1
