-- Claims cards to be shown: those that are due, and those of the runs named that were not edited a moment ago. What went
-- wrong last time waits until it is due; one conversation takes few places, so that a busy one does not hold up the rest.
update record.card
set busy_until = clock_timestamp() + make_interval(secs => :claim_s)
from record.request
where request.id = card.request
  and card.request in (
    select locked.request
    from record.card locked
    where locked.request in (
        select request
        from (
          select card.request, card.due_at,
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
        ) ready
        where place <= :most_each
        order by due_at
        limit :most
      )
      and locked.busy_until <= clock_timestamp()
      and not locked.settled
    for update of locked skip locked
  )
returning card.request, request.run, request.person, card.conversation, card.activity, card.shown,
          card.posted_at is not null as posted, card.tries, card.due_at::text as due
