-- What two runs delivered differently in the periods that both have, account by account, movements first.
with now as (
  select account_no, period, balance, ytd_balance
  from plex.delivered_balance
  where run = :run and period between :from and :to
), before as (
  select account_no, period, balance, ytd_balance
  from plex.delivered_balance
  where run = :earlier and period between :from and :to
), compared as (
  select coalesce(now.account_no, before.account_no) as account, coalesce(now.period, before.period) as period,
         coalesce(now.balance, 0) as movement, coalesce(before.balance, 0) as movement_before,
         coalesce(now.ytd_balance, 0) as balance, coalesce(before.ytd_balance, 0) as balance_before
  from now
  full join before on before.account_no = now.account_no and before.period = now.period
)
select account, period, movement::text, movement_before::text, balance::text, balance_before::text,
       count(*) over ()::integer as found
from compared
where movement <> movement_before or balance <> balance_before
order by (movement <> movement_before) desc, period, account
limit :most
