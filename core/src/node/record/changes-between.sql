-- What two runs delivered differently in the periods that both have, account by account, movements first. Periods that are alike as a whole are not unfolded.
with changed as materialized (
  select period
  from (select * from plex.delivered_period where run = :run and period between :from and :to) now
  full join (select * from plex.delivered_period where run = :earlier and period between :from and :to) before using (period)
  where (now.accounts, now.balances, now.ytd_balances) is distinct from (before.accounts, before.balances, before.ytd_balances)
), now as (
  select account_no, period, balance, ytd_balance
  from plex.delivered_balance
  where run = :run and period in (select period from changed)
), before as (
  select account_no, period, balance, ytd_balance
  from plex.delivered_balance
  where run = :earlier and period in (select period from changed)
), compared as (
  select coalesce(now.account_no, before.account_no) as account, coalesce(now.period, before.period) as period,
         coalesce(now.balance, 0.00000) as movement, coalesce(before.balance, 0.00000) as movement_before,
         coalesce(now.ytd_balance, 0.00000) as balance, coalesce(before.ytd_balance, 0.00000) as balance_before
  from now
  full join before on before.account_no = now.account_no and before.period = now.period
)
select account, period, movement::text, movement_before::text, balance::text, balance_before::text,
       count(*) over ()::integer as found
from compared
where movement <> movement_before or balance <> balance_before
order by (movement <> movement_before) desc, period, account
limit :most
