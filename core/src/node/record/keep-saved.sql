-- A file that its reader has put into their own OneDrive: a delivery, of a request for the file alone; the delivery with its receipt; saved again it is the same one.
with asked as (
  insert into record.request (run, requester, source, channel, idempotency_key, person, asks_for)
  values (:run, :requester, 'tab', 'onedrive', :key, :person, 'file')
  on conflict (idempotency_key) do update set requester = excluded.requester
  returning id
), told as (
  insert into record.audit (actor, person, action, run)
  values (:requester, :person, 'saved to OneDrive', :run)
)
insert into record.delivery (request, run, channel, status, attempts, finished_at, receipt)
select id, :run, 'onedrive', 'confirmed', 1, clock_timestamp(), :receipt::jsonb
from asked
on conflict (request, channel) do update
set attempts = delivery.attempts + 1, finished_at = excluded.finished_at, receipt = excluded.receipt
