-- Who reads a conversation is remembered by every bot for a while, and only as long as nobody has come or gone since.
alter table record.conversation add column member_changes integer not null default 0;
comment on column record.conversation.member_changes is 'how often the bots were told that somebody has come or gone';
