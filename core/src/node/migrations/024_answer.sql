-- Activities of the chat that were answered in words: Teams sends one again when it was not answered in time, perhaps to another bot.
create table record.answer (
  activity text primary key,
  answered_at timestamptz not null default clock_timestamp()
);
create index answer_by_age on record.answer (answered_at);
comment on table record.answer is 'who notes an activity first says the answer; a request needs no such note, its key is unique by itself';
