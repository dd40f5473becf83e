-- Balance-sheet accounts whose beginning is not the ending of the period before: the periods were not read at one moment.
with read as (
  select account_no, period, beginning_balance, lag(ending_balance) over (partition by account_no order by period) as carried
  from staged
)
select read.account_no
from read
join plex.accounting_account account on account.pcn = :company and account.account_no = read.account_no
where not account.revenue_or_expense and abs(read.beginning_balance - read.carried) > 0.01
limit 1
