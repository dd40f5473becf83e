-- A card whose sending went unanswered is about to be sent once more: once, by whoever notes it first.
update record.card
set posted_at = clock_timestamp(), tries = :again
where request = :request and activity is null and tries < :again
  and posted_at <= clock_timestamp() - make_interval(secs => :after_s)
returning request
