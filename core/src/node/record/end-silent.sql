-- Ends the sessions in which a holder that has gone silent still has the fence of this run's company: its connection may be
-- lost without PostgreSQL having noticed. None while somebody alive holds the company.
select pg_terminate_backend(session.pid)
from record.run
join pg_stat_activity session on session.application_name = 'fence of company ' || run.company
where run.id = :run
  and session.datname = current_database()
  and session.pid <> pg_backend_pid()
  and not exists (
    select from record.run other
    where other.company = run.company
      and other.status = 'running'
      and other.heartbeat_at >= clock_timestamp() - make_interval(secs => :silence_s)
  )
