-- Of equal requests the last three deliveries stay comparable, of a company no more than :most periods in all, the newest first: one of 20,000 accounts takes about 1 MB.
delete from plex.delivered_period
where run in (
  select id
  from (
    select run.id,
           row_number() over (partition by run.parameters ->> 'from', run.parameters ->> 'to' order by run.id desc) as place,
           sum(kept.periods) over (order by run.id desc) as periods
    from record.run
    join (select run, count(*) as periods from plex.delivered_period group by run) kept on kept.run = run.id
    where run.report = 'trial-balance' and run.company = :company
  ) delivered
  where id <> :run and (place > 3 or periods > :most)
)
