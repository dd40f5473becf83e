-- What the newest token of a person told. One row and nothing else: who waits for it holds no other.
insert into record.membership (person, groups, app_roles, issued_at, expires_at)
values (:person, :groups, :app_roles, :issued, :expires)
on conflict (person) do update
set groups = excluded.groups, app_roles = excluded.app_roles, issued_at = excluded.issued_at, expires_at = excluded.expires_at
where membership.issued_at <= excluded.issued_at
