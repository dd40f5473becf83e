-- Who did it, by object id: a name can be anybody's. Older lines have it in their details, or not at all: nobody can change them.
alter table record.audit add column person text;
comment on column record.audit.person is 'Entra object id of whoever did it; null for a runner, for what happens by itself, and where nobody signed in (command line)';
