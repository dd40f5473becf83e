-- The card shows something now. What woke it since it was claimed (due_at has changed) stands: it is looked at once more.
update record.card
set activity = :activity,
    shown = :shown,
    edited_at = clock_timestamp(),
    tries = 0,
    busy_until = clock_timestamp(),
    settled = case when due_at = :claimed_due::timestamptz then :settled else settled end,
    due_at = case
      when due_at = :claimed_due::timestamptz then clock_timestamp() + make_interval(secs => :next_s) else due_at
    end
where request = :request
