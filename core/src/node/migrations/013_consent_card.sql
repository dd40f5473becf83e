-- The card that asks for an Allow goes when its offer has ended. Taking it away is work that is kept, and done again until Teams has taken it.

alter table record.offer
  add column card_gone_at timestamptz,
  add column remove_at timestamptz not null default clock_timestamp(),
  add column remove_tries integer not null default 0;
comment on column record.offer.card_gone_at is 'when the card of an ended offer was taken away';
comment on column record.offer.remove_at is 'not tried before';
create index offer_card_left on record.offer (remove_at)
  where card_gone_at is null and consent_activity is not null and status not in ('offered', 'uploading');

-- What ended long ago is left as it is.
update record.offer set card_gone_at = finished_at where finished_at < clock_timestamp() - interval '7 days';
