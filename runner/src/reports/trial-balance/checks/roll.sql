-- Rows whose year-to-date balance is not the one of the period before plus the movement (or the movement alone where the year opens).
with calendar as (
  select period, lag(period) over (order by period) as previous
  from plex.accounting_period
  where pcn = :company and ordinal = 1
), compared as (
  select balance.account_no, balance.period, balance.ytd_balance as ours,
         case when balance.period % 100 = 1 and category.revenue_or_expense then 0 else coalesce(before.ytd_balance, 0) end
           + balance.balance as theirs,
         balance.period % 100 = 1 and category.revenue_or_expense as opens
  from plex.account_period_balance balance
  join calendar on calendar.period = balance.period
  left join plex.account_period_balance before
    on before.pcn = balance.pcn and before.account_no = balance.account_no and before.period = calendar.previous
   and before.period between :from - 100 and :to
  left join plex.accounting_account_year_category_type category
    on category.pcn = balance.pcn and category.account_no = balance.account_no and category.year = calendar.previous / 100
  where balance.pcn = :company and balance.period between :from and :to
)
select account_no as account, period, ours::text, theirs::text, coalesce(opens, false) as opens, count(*) over () as found
from compared
where ours <> theirs
order by period, account_no
limit :most
