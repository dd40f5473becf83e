-- Whose turn it is: requesters of a company take turns, so that one with many waiting runs does not keep the others waiting behind all of them.

create index run_by_start on record.run (company, started_at) where started_at is not null;

create function record.times_served(of_run integer, of_company integer) returns bigint
language sql stable
begin atomic
  select coalesce(min(served.times), 0)
  from record.request asked
  cross join lateral (
    select count(*) as times
    from record.run other
    where other.company = of_company
      and other.started_at >= asked.asked_at
      and other.id <> of_run
      and exists (
        select from record.request theirs
        where theirs.run = other.id
          and coalesce(theirs.person, theirs.requester) = coalesce(asked.person, asked.requester)
      )
  ) served
  where asked.run = of_run;
end;

comment on function record.times_served(integer, integer) is
  'how many other runs of the company have been begun for a requester since they asked for this one; of several requesters, the least';

create view record.place as
select id, company, (row_number() over (partition by company order by status = 'running' desc, turn, id) - 1)::integer as ahead
from (
  select run.id, run.company, run.status,
         record.times_served(run.id, run.company)
           + row_number() over (partition by run.company, run.status, asked.asker order by run.id) as turn
  from record.run
  left join lateral (
    select coalesce(person, requester) as asker from record.request where request.run = run.id order by request.id limit 1
  ) asked on true
  where run.status in ('queued', 'running')
) waiting;

comment on view record.place is
  'how many runs of the company come before an open one, when requesters take turns: the next of each, then the one after it';
