-- The true values of the Summary's formulas: sums of the cells as they are shown.
with calendar as (
  select period, coalesce(lag(fiscal_year) over (order by period) <> fiscal_year, false) as opens
  from plex.accounting_period
  where pcn = :company and ordinal = 1
)
select balance.period, balance.period_display as display, calendar.opens,
       coalesce(nullif(account.category_type, ''), 'Unclassified') as category,
       count(*)::integer as accounts,
       sum(round(balance.balance, 2))::text as movement,
       sum(round(balance.ytd_balance, 2))::text as ytd,
       sum(round(balance.debit, 2))::text as debit,
       sum(round(balance.credit, 2))::text as credit
from plex.account_period_balance balance
join plex.accounting_account account on account.pcn = balance.pcn and account.account_no = balance.account_no
join calendar on calendar.period = balance.period
where balance.pcn = :company and balance.period between :from and :to
group by balance.period, balance.period_display, calendar.opens, category
order by balance.period
