-- The open token of each verb of some requests. Those that are good for a while yet are only read, so that looking at a
-- card writes nothing.
with wanted as (
  select distinct on (request, verb) request, run, person, verb
  from unnest(:requests::int[], :runs::int[], :persons::text[], :verbs::text[]) as wanted (request, run, person, verb)
  order by request, verb
), kept as (
  select request, verb, token
  from record.action
  join wanted using (request, verb)
  where used_at is null and expires_at > clock_timestamp() + make_interval(days => :days_good)
), made as (
  insert into record.action (request, run, person, verb, expires_at)
  select request, run, person, verb, clock_timestamp() + make_interval(days => :days_valid)
  from wanted
  where (request, verb) not in (select request, verb from kept)
  on conflict (request, verb) where used_at is null do update set expires_at = excluded.expires_at
  returning request, verb, token
)
select request, verb, token from kept
union all
select request, verb, token from made
