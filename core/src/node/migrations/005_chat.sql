-- The chat: who asked from where, one live card for each request, buttons that work once, files that wait for an Allow.

alter table record.request add column person text, add column conversation text;
comment on column record.request.person is 'Entra object id of who asked; null where nobody signed in (command line)';
create index request_by_person on record.request (person, id desc) where person is not null;

create table record.conversation (
  id text primary key,
  kind text not null check (kind in ('personal', 'groupChat', 'channel')),
  person text,
  reference jsonb not null,
  team jsonb,
  seen_at timestamptz not null default clock_timestamp(),
  dropped_at timestamptz
);
comment on table record.conversation is 'where the bot may write unasked: kept at every turn, dropped when Teams says that the bot is out';
create index conversation_personal on record.conversation (person, seen_at desc) where kind = 'personal' and dropped_at is null;

create table record.card (
  request integer primary key references record.request (id),
  conversation text not null,
  activity text,
  shown text,
  settled boolean not null default false,
  posted_at timestamptz,
  edited_at timestamptz,
  tries integer not null default 0,
  due_at timestamptz not null default clock_timestamp(),
  busy_until timestamptz not null default clock_timestamp()
);
comment on column record.card.activity is 'the id Teams gave the card; null with posted_at set: sent, but the answer was lost';
comment on column record.card.busy_until is 'somebody is showing it until then';
create index card_open on record.card (due_at) where not settled;

create table record.action (
  token uuid primary key default gen_random_uuid(),
  request integer not null references record.request (id),
  run integer not null references record.run (id),
  person text not null,
  verb text not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create unique index action_open on record.action (request, verb) where used_at is null;

create table record.offer (
  id uuid primary key default gen_random_uuid(),
  delivery integer not null references record.delivery (id),
  person text not null,
  conversation text not null,
  consent_activity text,
  status text not null default 'offered'
    check (status in ('offered', 'uploading', 'delivered', 'declined', 'expired', 'failed', 'replaced')),
  upload jsonb,
  offered_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  finished_at timestamptz
);
comment on column record.offer.upload is 'where to put the bytes, a secret of its own; emptied when the offer ends';
create index offer_by_delivery on record.offer (delivery);
