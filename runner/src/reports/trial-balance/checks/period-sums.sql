-- Per stored period up to the last open one: the sums over all accounts, and the year-to-date profit or loss by that year's own categories.
select balance.period,
       sum(balance.balance)::text as movement,
       sum(balance.ytd_balance)::text as ytd,
       coalesce(sum(balance.ytd_balance) filter (where category.revenue_or_expense), 0)::text as profit_and_loss,
       count(*)::integer as rows
from plex.account_period_balance balance
left join plex.accounting_account_year_category_type category
  on category.pcn = balance.pcn and category.account_no = balance.account_no and category.year = balance.period / 100
where balance.pcn = :company and balance.period <= :last
group by balance.period
order by balance.period
