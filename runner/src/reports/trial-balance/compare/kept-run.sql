-- Whether the numbers of a run can still be compared: only those of the last deliveries are kept.
select run.status, run.report, run.company,
       exists (select from plex.delivered_period where delivered_period.run = run.id) as kept
from record.run
where run.id = :run
