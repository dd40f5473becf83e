-- Runs by filter, one page in the wanted order, each as a line; with the number of all that pass the filter.
-- Places in the queue are counted once for all lines. The key to sort by is text of equal length, so that one statement serves every order and continues after any row.
with matching as materialized (
  select run.id,
         (case :sort
            when 'report' then run.report
            when 'company' then lpad(run.company::text, 10, '0')
            when 'from' then (run.parameters ->> 'from') || (run.parameters ->> 'to')
            when 'requester' then (select min(lower(request.requester)) from record.request where request.run = run.id and asks_for = 'report')
            when 'status' then run.status
            when 'verdict' then run.verdict
            when 'finished' then lpad((extract(epoch from run.finished_at) * 1000)::bigint::text, 15, '0')
            when 'took' then lpad((extract(epoch from run.finished_at - run.started_at) * 1000)::bigint::text, 15, '0')
          end) collate "C" as key
  from record.run
  where (:companies::integer[] is null or run.company = any(:companies))
    and (:run::integer is null or run.id = :run)
    and (:company::integer is null or run.company = :company)
    and (:report::text is null or run.report = :report)
    and (:statuses::text[] is null or run.status = any(:statuses))
    and (:verdicts::text[] is null or run.verdict = any(:verdicts))
    and (:from::integer is null or (run.parameters ->> 'to')::integer >= :from)
    and (:to::integer is null or (run.parameters ->> 'from')::integer <= :to)
    and (:since::date is null or run.accepted_at >= :since::date)
    and (:until::date is null or run.accepted_at < :until::date + 1)
    and (:person::text is null or exists (
      select from record.request where request.run = run.id and asks_for = 'report' and request.person = :person
    ))
    and (:requester::text is null or exists (
      select from record.request where request.run = run.id and asks_for = 'report' and position(lower(:requester) in lower(request.requester)) > 0
    ))
), page as (
  select id, coalesce(key, '') as key
  from matching
  where :after_id::integer is null
     or (:ascending::boolean and (coalesce(key, ''), id) > (:after_key::text collate "C", :after_id))
     or (not :ascending and (coalesce(key, ''), id) < (:after_key::text collate "C", :after_id))
  order by case when :ascending then coalesce(key, '') end, case when not :ascending then coalesce(key, '') end desc,
           case when :ascending then id else -id end
  limit :most
)
select (select count(*) from matching)::integer as total, page.key,
       run.id, run.report, run.company, company.name as company_name, run.parameters, run.status, run.verdict,
       run.failure ->> 'code' as failure_code, run.attempt, run.attempt_of, run.cancel_requested_by, run.runner,
       run.accepted_at, run.started_at, run.finished_at,
       asked.requesters, asked.persons, step.number as step, step.title as step_title, coalesce(step.steps, 0) as steps,
       workbook.file_name, workbook.bytes,
       case when run.status = 'queued' then place.ahead else 0 end as ahead,
       (
         select json_build_object(
           'since', floor(extract(epoch from outage.since) * 1000)::bigint,
           'triedAt', floor(extract(epoch from outage.tried_at) * 1000)::bigint,
           'nextAt', floor(extract(epoch from outage.next_at) * 1000)::bigint
         )
         from record.source_outage outage
         where outage.company = run.company and run.status in ('queued', 'running')
       ) as outage
from (select) as always
left join page on true
left join record.run on run.id = page.id
left join record.company on company.company = run.company
left join record.workbook on workbook.run = run.id
left join record.place on place.id = run.id
left join lateral (
  select array_agg(requester order by first) as requesters,
         array_agg(distinct person) filter (where person is not null) as persons
  from (select requester, person, min(id) as first from record.request where request.run = run.id and asks_for = 'report' group by requester, person) each
) asked on true
left join lateral (
  select max(number) filter (where status in ('running', 'failed') and name not in ('Checks', 'Workbook')) as number,
         max(title) filter (where status in ('running', 'failed')) as title,
         (count(*) filter (where name not in ('Checks', 'Workbook')))::integer as steps
  from record.step
  where step.run = run.id
) step on true
order by case when :ascending then page.key end, case when not :ascending then page.key end desc,
         case when :ascending then run.id else -run.id end
