-- These cards are about to be sent for the first time; only whoever notes it first finds it so.
update record.card
set posted_at = clock_timestamp(), tries = 0
where request = any(:requests::int[]) and posted_at is null
returning request
