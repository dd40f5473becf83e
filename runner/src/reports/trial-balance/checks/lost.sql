-- Accounts with a stored balance in the anchor period that the chart of accounts does not have any more, in any form.
select balance.account_no as account, balance.period, balance.ytd_balance::text as ours, count(*) over () as found
from plex.account_period_balance balance
left join plex.accounting_account account on account.pcn = balance.pcn and account.account_no = balance.account_no
where balance.pcn = :company and balance.period = :anchor and balance.ytd_balance <> 0 and account.account_no is null
order by abs(balance.ytd_balance) desc, balance.account_no
limit :most
