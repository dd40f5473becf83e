-- The turn to claim a run of this run's company, until the transaction ends: true when it is ours, false when somebody else has it, null when this runner may not do the run.
select case when company = any(:companies::integer[]) and report = any(:reports::text[])
         then pg_try_advisory_xact_lock(:lock::integer, company)
       end as turn
from record.run
where id = :run
