-- Attempts are looked up by their first and by the one before when a run is deleted.

create index run_by_attempt_of on record.run (attempt_of) where attempt_of is not null;
create index run_by_root_run on record.run (root_run) where root_run is not null;
