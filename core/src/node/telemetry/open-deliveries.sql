-- Deliveries that are not settled, for a scrape. Downloads are left out: they wait for as long as their asker likes.
select channel.channel, status.status, count(delivery.id)::integer as deliveries
from (values ('chat'), ('folder')) as channel (channel)
cross join (values ('due'), ('sent')) as status (status)
left join record.delivery on delivery.channel = channel.channel and delivery.status = status.status
  and delivery.status in ('due', 'sent')
group by channel.channel, status.status
