-- Keeps what this run delivers, balances that are not all zero, for the question "what has changed?". A period without any is kept, too: there were none.
-- In the order of accounts, so that two deliveries of the same numbers are the same arrays.
insert into plex.delivered_period (run, period, accounts, balances, ytd_balances)
select :run, period,
       coalesce(array_agg(account_no) filter (where not is_zero), '{}'),
       coalesce(array_agg(balance) filter (where not is_zero), '{}'),
       coalesce(array_agg(ytd_balance) filter (where not is_zero), '{}')
from (
  select period, account_no, balance, ytd_balance, balance = 0 and ytd_balance = 0 as is_zero
  from plex.account_period_balance
  where pcn = :company and period between :from and :to
  order by period, account_no
) ordered
group by period
