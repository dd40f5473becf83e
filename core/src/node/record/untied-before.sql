-- The end of the newest earlier attempt of the same root that failed at its checks, whatever the attempts since then failed at.
select before.finished_at
from record.run
join record.run before
  on (before.root_run = run.root_run or before.id = run.root_run) and before.id < run.id
where run.id = :run and before.failure ->> 'step' = 'Checks'
order by before.id desc
limit 1
