-- Per stored period up to the last open one: whether it opens a fiscal year, the sums over all accounts, and the year-to-date profit or loss by that year's own categories.
with calendar as (
  select period, fiscal_year as year, coalesce(lag(fiscal_year) over (order by period) <> fiscal_year, false) as opens
  from plex.accounting_period
  where pcn = :company and ordinal = 1
)
select balance.period, coalesce(calendar.opens, false) as opens,
       sum(balance.balance)::text as movement,
       sum(balance.ytd_balance)::text as ytd,
       coalesce(sum(balance.ytd_balance) filter (where category.revenue_or_expense), 0)::text as profit_and_loss,
       count(*)::integer as rows
from plex.account_period_balance balance
left join calendar on calendar.period = balance.period
left join plex.accounting_account_year_category_type category
  on category.pcn = balance.pcn and category.account_no = balance.account_no and category.year = calendar.year
where balance.pcn = :company and balance.period <= :last
group by balance.period, calendar.opens
order by balance.period
