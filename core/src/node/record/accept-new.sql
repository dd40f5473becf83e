-- Requests for which no equal run is open: run, request, card and audit line, all or none, in one round trip.
-- No row for one whose equal is open, or stands before it here: then the request joins that run.
-- Always in the same order, so that two who accept the same ones do not wait for each other.
with told as (
  select distinct on (scope_hash) *
  from jsonb_to_recordset(:requests::jsonb) as told (
    report text, company integer, parameters jsonb, scope_hash text, requester text, source text, channel text,
    key text, person text, conversation text, traceparent text, details jsonb, place integer
  )
  order by scope_hash, place
), run as (
  insert into record.run (report, company, parameters, scope_hash)
  select report, company, parameters, scope_hash from told
  -- Only what is really new takes a number: a request that joins leaves no gap behind.
  where not exists (
    select from record.run open where open.scope_hash = told.scope_hash and open.status in ('queued', 'running')
  )
  order by scope_hash
  on conflict (scope_hash) where status in ('queued', 'running') do nothing
  returning id, scope_hash
), request as (
  insert into record.request (run, requester, source, channel, idempotency_key, person, conversation, traceparent)
  select run.id, requester, source, channel, key, person, conversation, traceparent
  from run join told using (scope_hash)
  returning id, run
), opened as (
  select request.id as request, run.id as run, told.*
  from request join run on run.id = request.run join told using (scope_hash)
), card as (
  insert into record.card (request, conversation)
  select request, conversation from opened where conversation is not null and channel = 'chat'
), audit as (
  insert into record.audit (actor, person, action, run, details)
  select requester, person, 'asked', run, details from opened
)
select request, run, place from opened
