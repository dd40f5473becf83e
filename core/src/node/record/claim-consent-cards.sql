-- Claims cards of ended offers that are still there. Taking one away twice does no harm.
update record.offer
set remove_at = clock_timestamp() + make_interval(secs => :again_s), remove_tries = remove_tries + 1
where id in (
  select id
  from record.offer
  where card_gone_at is null and consent_activity is not null and status not in ('offered', 'uploading')
    and remove_at <= clock_timestamp()
  order by remove_at
  limit :most
  for update skip locked
)
returning id as offer, conversation, consent_activity as activity, remove_tries as tries
