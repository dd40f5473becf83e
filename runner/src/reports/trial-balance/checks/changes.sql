-- What is different from an earlier run in the periods that both have: account and period, before and now (rule 42).
with now as (
  select account_no, period, balance, ytd_balance
  from plex.account_period_balance
  where pcn = :company and period between :from and :to and (balance <> 0 or ytd_balance <> 0)
), before as (
  select account_no, period, balance, ytd_balance
  from plex.delivered_balance
  where run = :earlier and period between :from and :to
), compared as (
  select coalesce(now.account_no, before.account_no) as account, coalesce(now.period, before.period) as period,
         coalesce(now.balance, 0) as balance, coalesce(before.balance, 0) as balance_before,
         coalesce(now.ytd_balance, 0) as ytd, coalesce(before.ytd_balance, 0) as ytd_before
  from now
  full join before on before.account_no = now.account_no and before.period = now.period
)
select account, period,
       balance::text, balance_before::text, ytd::text, ytd_before::text,
       count(*) filter (where balance <> balance_before) over () as movements,
       count(*) over () as found
from compared
where balance <> balance_before or ytd <> ytd_before
order by (balance <> balance_before) desc, period, account
limit :most
