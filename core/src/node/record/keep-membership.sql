-- What the newest token of a person told; the same statement forgets everybody's that has ended.
with ended as (
  delete from record.membership
  where expires_at <= clock_timestamp() and person <> :person
)
insert into record.membership (person, groups, app_roles, issued_at, expires_at)
values (:person, :groups, :app_roles, :issued, :expires)
on conflict (person) do update
set groups = excluded.groups, app_roles = excluded.app_roles, issued_at = excluded.issued_at, expires_at = excluded.expires_at
where membership.issued_at <= excluded.issued_at
