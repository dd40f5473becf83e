-- Whether the numbers of a run can still be compared: of equal requests only the last delivery is kept.
select run.status, run.report, run.company,
       not exists (
         select from record.run later
         where later.report = run.report and later.company = run.company and later.status = 'succeeded' and later.id > run.id
           and later.parameters ->> 'from' = run.parameters ->> 'from' and later.parameters ->> 'to' = run.parameters ->> 'to'
       ) as kept
from record.run
where run.id = :run
