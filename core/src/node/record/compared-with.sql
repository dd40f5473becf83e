-- Earlier deliveries of the same report and company that share periods with a run; first what can be compared, of that what is of exactly these periods.
select earlier.id, earlier.finished_at,
       (earlier.parameters ->> 'from')::integer as from, (earlier.parameters ->> 'to')::integer as to,
       exists (select from plex.delivered_period where delivered_period.run = run.id)
         and exists (select from plex.delivered_period where delivered_period.run = earlier.id) as kept,
       greatest((earlier.parameters ->> 'from')::integer, (run.parameters ->> 'from')::integer) as shared_from,
       least((earlier.parameters ->> 'to')::integer, (run.parameters ->> 'to')::integer) as shared_to
from record.run
join record.run earlier on earlier.report = run.report and earlier.company = run.company and earlier.id < run.id
where run.id = :run
  and (:earlier::integer is null or earlier.id = :earlier)
  and run.status = 'succeeded'
  and earlier.status = 'succeeded'
  and (earlier.parameters ->> 'from')::integer <= (run.parameters ->> 'to')::integer
  and (earlier.parameters ->> 'to')::integer >= (run.parameters ->> 'from')::integer
order by kept desc, earlier.parameters ->> 'from' = run.parameters ->> 'from' and earlier.parameters ->> 'to' = run.parameters ->> 'to' desc,
         earlier.id desc
limit :most
