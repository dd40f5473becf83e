-- How long each step and the whole run took in the last twenty good runs of this report and company, in ms; step '' is the whole run.
with past as (
  select id, started_at, finished_at
  from record.run
  where report = :report and company = :company and status = 'succeeded'
  order by finished_at desc
  limit 20
)
select step.name as step,
       percentile_cont(0.5) within group (order by extract(epoch from step.finished_at - step.started_at) * 1000) as p50,
       percentile_cont(0.9) within group (order by extract(epoch from step.finished_at - step.started_at) * 1000) as p90
from record.step join past on past.id = step.run
where step.status = 'done'
group by step.name
union all
select '',
       percentile_cont(0.5) within group (order by extract(epoch from finished_at - started_at) * 1000),
       percentile_cont(0.9) within group (order by extract(epoch from finished_at - started_at) * 1000)
from past
having count(*) > 0
