-- Runs, whole, in one answer: cards of waiting runs are drawn from it again and again. Times in ms since the epoch.
select run.id, run.report, run.company, run.parameters, run.status, run.attempt, run.starts, run.verdict, run.totals, run.failure,
       run.accepted_at, run.started_at, run.finished_at,
       case when run.status = 'queued' then (
         select place.ahead from record.place where place.company = run.company and place.id = run.id
       ) else 0 end as ahead,
       array(
         select requester from record.request where request.run = run.id and asks_for = 'report' group by requester order by min(id)
       ) as requesters,
       array(
         select json_build_object(
           'number', step.number, 'name', step.name, 'title', step.title, 'status', step.status, 'rows', step.rows,
           'startedAt', floor(extract(epoch from step.started_at) * 1000)::bigint,
           'finishedAt', floor(extract(epoch from step.finished_at) * 1000)::bigint,
           'note', step.note
         )
         from record.step where step.run = run.id order by step.number
       ) as steps,
       array(
         select result || jsonb_build_object('differences', jsonb_path_query_array(result, '$.differences[0 to 49]')) - 'names'
         from record.check where "check".run = run.id order by number
       ) as checks,
       (
         select json_build_object(
           'fileName', file_name, 'bytes', bytes, 'sha256', sha256, 'dataSha256', data_sha256
         )
         from record.workbook where workbook.run = run.id
       ) as workbook,
       (
         select json_build_object(
           'since', floor(extract(epoch from outage.since) * 1000)::bigint,
           'triedAt', floor(extract(epoch from outage.tried_at) * 1000)::bigint,
           'nextAt', floor(extract(epoch from outage.next_at) * 1000)::bigint
         )
         from record.source_outage outage
         where outage.company = run.company and run.status in ('queued', 'running')
       ) as outage
from record.run
where run.id = any(:runs::int[])
