-- Claims cards to be shown: those that are due, and those of the runs named that were not edited a moment ago.
update record.card
set busy_until = clock_timestamp() + make_interval(secs => :claim_s)
from record.request
where request.id = card.request
  and card.request in (
    select card.request
    from record.card
    join record.request on request.id = card.request
    where not card.settled
      and card.busy_until <= clock_timestamp()
      and (
        card.due_at <= clock_timestamp()
        or (
          request.run = any(:runs::int[])
          and (card.edited_at is null or card.edited_at <= clock_timestamp() - make_interval(secs => :quiet_s))
        )
      )
    order by card.due_at
    limit :most
    for update of card skip locked
  )
returning card.request, request.run, request.person, card.conversation, card.activity, card.shown,
          card.posted_at is not null as posted, card.tries
