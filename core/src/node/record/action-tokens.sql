-- The open token of each verb. Those that are good for a while yet are only read, so that looking at a card writes nothing.
with kept as (
  select verb, token
  from record.action
  where request = :request and verb = any(:verbs::text[]) and used_at is null and expires_at > :good_until
), made as (
  insert into record.action (request, run, person, verb, expires_at)
  select :request, :run, :person, wanted.verb, :expires_at
  from unnest(:verbs::text[]) as wanted (verb)
  where wanted.verb not in (select verb from kept)
  on conflict (request, verb) where used_at is null do update set expires_at = excluded.expires_at
  returning verb, token
)
select verb, token from kept
union all
select verb, token from made
