-- These cards show something now. What woke one since it was claimed (due_at has changed) stands: it is looked at once more.
update record.card
set activity = now.activity,
    shown = now.shown,
    edited_at = clock_timestamp(),
    tries = 0,
    busy_until = clock_timestamp(),
    settled = case when due_at = now.claimed_due then now.settled else card.settled end,
    due_at = case
      when due_at = now.claimed_due then clock_timestamp() + make_interval(secs => now.next_s) else due_at
    end
from unnest(
  :requests::int[], :activities::text[], :shown::text[], :settled::boolean[], :claimed_due::timestamptz[], :next_s::float8[]
) as now (request, activity, shown, settled, claimed_due, next_s)
where card.request = now.request
