-- What is open, for a scrape: runs of every company by status, 0 where there are none, and how old the oldest waiting one is.
select company.company, status.status, count(run.id)::integer as runs,
       coalesce(extract(epoch from clock_timestamp() - min(run.accepted_at)), 0)::float8 as oldest_s
from record.company
cross join (values ('queued'), ('running')) as status (status)
left join record.run on run.company = company.company and run.status = status.status
  and run.status in ('queued', 'running')
group by company.company, status.status
