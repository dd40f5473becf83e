-- Buttons go with their run or request.

create index action_by_run on record.action (run);
create index action_by_request on record.action (request);
