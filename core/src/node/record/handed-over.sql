-- Where the file of a run went: every delivery with its asker, oldest first.
select delivery.id, delivery.request, delivery.channel, delivery.status, delivery.attempts, delivery.finished_at,
       delivery.receipt, delivery.failure, request.requester, request.person, request.asked_at
from record.delivery
join record.request on request.id = delivery.request
where delivery.run = :run
order by delivery.id
