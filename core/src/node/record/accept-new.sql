-- A request for which no equal run is open: run, request, card and audit line, all or none, in one round trip.
-- No row when an equal run is open: then the request joins that one.
with run as (
  insert into record.run (report, company, parameters, scope_hash)
  values (:report, :company, :parameters::jsonb, :scope_hash)
  on conflict (scope_hash) where status in ('queued', 'running') do nothing
  returning id
), request as (
  insert into record.request (run, requester, source, channel, idempotency_key, person, conversation, traceparent)
  select id, :requester, :source, :channel, :key, :person, :conversation, :traceparent from run
  returning id, run
), card as (
  insert into record.card (request, conversation)
  select id, :conversation from request where :conversation::text is not null and :channel::text = 'chat'
), audit as (
  insert into record.audit (actor, action, run, details)
  select :requester, 'asked', run, :details::jsonb from request
)
select id as request, run from request
