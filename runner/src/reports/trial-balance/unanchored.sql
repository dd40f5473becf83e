-- The first entry among the accounts that had entries by the anchor period but have no balance stored there.
select min(account.start_period) as period
from plex.accounting_account account
left join plex.account_period_balance balance
  on balance.pcn = account.pcn and balance.account_no = account.account_no and balance.period = :anchor
where account.pcn = :company and account.start_period between 1 and :anchor and balance.account_no is null
