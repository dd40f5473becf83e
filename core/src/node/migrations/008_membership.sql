-- Which groups and app roles of the access list a person had when they last signed in at the tab: the chat's messages do not tell.
create table record.membership (
  person text primary key,
  groups text[] not null,
  app_roles text[] not null,
  issued_at timestamptz not null,
  expires_at timestamptz not null
);
comment on table record.membership is 'believed until the token that told it has ended, never longer';
