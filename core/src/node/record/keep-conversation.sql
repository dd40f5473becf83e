-- Keeps a conversation as it is now; one that was dropped is open again. One that is known so is noted once an hour.
insert into record.conversation (id, kind, person, reference, team)
values (:id, :kind, :person, :reference, :team)
on conflict (id) do update
set kind = excluded.kind, person = excluded.person, reference = excluded.reference, team = excluded.team,
    seen_at = clock_timestamp(), dropped_at = null
where conversation.dropped_at is not null
   or conversation.seen_at < clock_timestamp() - interval '1 hour'
   or (conversation.kind, conversation.person, conversation.reference, conversation.team)
      is distinct from (excluded.kind, excluded.person, excluded.reference, excluded.team)
