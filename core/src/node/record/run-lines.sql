-- Runs as lines of a list, newest first (unfinished ones in the order of the queue), with who asked and where they stand. Places are counted once for all lines.
select run.id, run.report, run.company, company.name as company_name, run.parameters, run.status, run.verdict, run.failure ->> 'code' as failure_code,
       run.accepted_at, run.started_at, run.finished_at, run.runner,
       asked.requesters, asked.persons,
       step.number as step, step.title as step_title, step.steps,
       case when run.status = 'queued' then place.ahead else 0 end as ahead
from record.run
left join record.company on company.company = run.company
left join (
  select id, (row_number() over (partition by company order by id) - 1)::integer as ahead
  from record.run
  where status in ('queued', 'running')
) place on place.id = run.id
cross join lateral (
  select array_agg(distinct requester) as requesters, array_agg(distinct person) filter (where person is not null) as persons
  from record.request
  where request.run = run.id
) asked
left join lateral (
  select max(number) filter (where status in ('running', 'failed')) as number,
         max(title) filter (where status in ('running', 'failed')) as title,
         count(*)::integer as steps
  from record.step
  where step.run = run.id
) step on true
where (:run::integer is null or run.id = :run)
  and (:company::integer is null or run.company = :company)
  and (:companies::integer[] is null or run.company = any(:companies))
  and (:unfinished = false or run.status in ('queued', 'running'))
  and (:person::text is null or exists (select from record.request where request.run = run.id and request.person = :person))
order by case when :unfinished then run.id end, run.id desc
limit :most
