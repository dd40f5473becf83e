-- The run before this one of the same report and company that delivered some of its periods; one of exactly these first.
select earlier.id, earlier.finished_at,
       earlier.parameters ->> 'from' = run.parameters ->> 'from' and earlier.parameters ->> 'to' = run.parameters ->> 'to' as same,
       exists (select from plex.delivered_period where delivered_period.run = run.id)
         and exists (select from plex.delivered_period where delivered_period.run = earlier.id) as kept,
       greatest((earlier.parameters ->> 'from')::integer, (run.parameters ->> 'from')::integer) as from,
       least((earlier.parameters ->> 'to')::integer, (run.parameters ->> 'to')::integer) as to
from record.run
join record.run earlier on earlier.report = run.report and earlier.company = run.company and earlier.id < run.id
where run.id = :run
  and earlier.status = 'succeeded'
  and (earlier.parameters ->> 'from')::integer <= (run.parameters ->> 'to')::integer
  and (earlier.parameters ->> 'to')::integer >= (run.parameters ->> 'from')::integer
order by same desc, kept desc, earlier.id desc
limit 1
