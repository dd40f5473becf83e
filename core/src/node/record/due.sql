-- Claims the deliveries of one channel that are due, or whose sender went silent; each is sent by one claimer only.
update record.delivery
set status = 'sent', attempts = attempts + 1, due_at = clock_timestamp() + make_interval(secs => :again_s)
where id in (
  select id
  from record.delivery
  where channel = :channel and status in ('due', 'sent') and due_at <= clock_timestamp()
  order by id
  limit :most
  for update skip locked
)
returning id, request, run, attempts,
          (select traceparent from record.request where request.id = delivery.request) as traceparent
