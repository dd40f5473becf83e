-- Claims cards to be shown: those that are due, and those of the runs named that were not edited a moment ago; new ones
-- first. What went wrong last time waits until it is due; one conversation takes few places, so that a busy one does not
-- hold up the rest.
with ready as (
  select request
  from (
    select card.request, card.due_at, card.posted_at,
           row_number() over (partition by card.conversation order by card.due_at, card.request) as place
    from record.card
    join record.request on request.id = card.request
    where not card.settled
      and card.busy_until <= clock_timestamp()
      and (
        card.due_at <= clock_timestamp()
        or (
          request.run = any(:runs::int[])
          and card.tries = 0
          and (card.edited_at is null or card.edited_at <= clock_timestamp() - make_interval(secs => :quiet_s))
        )
      )
  ) placed
  where place <= :most_each
  order by posted_at is not null, due_at
  limit :most
),
picked as materialized (
  select card.request, card.conversation
  from record.card
  where card.request in (select request from ready)
    and card.busy_until <= clock_timestamp()
    and not card.settled
  for update skip locked
)
update record.card
set busy_until = clock_timestamp() + make_interval(secs => :claim_s)
from picked
join record.request on request.id = picked.request
left join record.conversation on conversation.id = picked.conversation and conversation.dropped_at is null
where card.request = picked.request
returning card.request, request.run, request.person, card.activity, card.shown, card.posted_at is not null as posted,
          extract(epoch from clock_timestamp() - card.posted_at)::float8 * 1000 as sent_ms, card.tries, card.due_at::text as due,
          case when conversation.id is not null then json_build_object(
            'id', conversation.id, 'kind', conversation.kind, 'person', conversation.person,
            'reference', conversation.reference, 'team', conversation.team,
            'memberChanges', conversation.member_changes
          ) end as place
