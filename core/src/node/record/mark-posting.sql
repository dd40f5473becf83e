-- These cards are about to be sent for the first time.
update record.card set posted_at = clock_timestamp(), tries = 0 where request = any(:requests::int[])
