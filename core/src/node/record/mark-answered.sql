-- An activity is about to be answered in words; only whoever notes it first finds it so.
insert into record.answer (activity) values (:activity) on conflict do nothing
returning activity
