-- Rows whose movement is not the one that Plex gave for this account and period. No row counts as no movement here: that every
-- account has its row is the check "complete".
with given as (
  select account_no, period, sum(balance) as balance
  from plex.accounting_balance
  where pcn = :company and period between :from and :to and period < :start_open
  group by account_no, period
  union all
  select account_no, period, balance
  from plex.account_activity_summary
  where pcn = :company and period between :from and :to and period >= :start_open and balance <> 0
)
select coalesce(balance.account_no, given.account_no) as account, coalesce(balance.period, given.period) as period,
       coalesce(balance.balance, 0)::text as ours, coalesce(given.balance, 0)::text as theirs, count(*) over () as found
from (
  select account_no, period, balance
  from plex.account_period_balance
  where pcn = :company and period between :from and :to and balance <> 0
) balance
full join given on given.account_no = balance.account_no and given.period = balance.period
where coalesce(balance.balance, 0) <> coalesce(given.balance, 0)
order by 2, 1
limit :most
