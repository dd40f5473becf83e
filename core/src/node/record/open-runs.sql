-- How many runs a person has waiting or running, and whether this request needs no further one: it is an equal one's, or was accepted before.
select count(*) filter (
         where exists (
           select from record.request
           where request.run = run.id and coalesce(request.person, request.requester) = :asker
         )
       )::integer as open,
       coalesce(bool_or(run.scope_hash = :scope_hash), false)
         or exists (select from record.request where request.idempotency_key = :key) as served
from record.run
where run.status in ('queued', 'running')
