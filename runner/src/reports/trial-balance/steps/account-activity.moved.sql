-- What shows that the open periods were not read at one moment: a balance-sheet account whose beginning is not the ending of the
-- period before, or a period in which debits and credits differ (but for the first of a year, which closes the one before).
with calendar as (
  select period, fiscal_year as year, lag(fiscal_year) over (order by period) as year_before
  from plex.accounting_period
  where pcn = :company and ordinal = 1
), read as (
  select account_no, period, beginning_balance, lag(ending_balance) over (partition by account_no order by period) as carried
  from staged
)
select read.account_no as found
from read
join plex.accounting_account account on account.pcn = :company and account.account_no = read.account_no
where not account.revenue_or_expense and abs(read.beginning_balance - read.carried) > 0.01
union all
select period::text
from staged
where period not in (select period from calendar where year_before <> year)
group by period
having sum(debit - credit) <> 0
limit 1
