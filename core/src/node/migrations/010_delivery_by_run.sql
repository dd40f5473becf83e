-- What was handed over is looked up by its run when the run is shown. (An index of one table in a transaction: nobody who works meanwhile is caught between two.)

create index delivery_by_run on record.delivery (run);
