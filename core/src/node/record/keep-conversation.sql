-- Keeps conversations as they are now; one that was dropped is open again. One that is known so is noted once an hour.
-- Always in the same order, so that two who keep the same ones do not wait for each other.
insert into record.conversation (id, kind, person, reference, team)
select distinct on (id) id, kind, person, reference, team
from unnest(:ids::text[], :kinds::text[], :persons::text[], :references::jsonb[], :teams::jsonb[])
  with ordinality as told (id, kind, person, reference, team, place)
order by id, place desc
on conflict (id) do update
set kind = excluded.kind, person = excluded.person, reference = excluded.reference, team = excluded.team,
    seen_at = clock_timestamp(), dropped_at = null
where conversation.dropped_at is not null
   or conversation.seen_at < clock_timestamp() - interval '1 hour'
   or (conversation.kind, conversation.person, conversation.reference, conversation.team)
      is distinct from (excluded.kind, excluded.person, excluded.reference, excluded.team)
