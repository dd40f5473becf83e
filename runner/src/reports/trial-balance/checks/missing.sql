-- Accounts without a row in a period that was asked for.
select account.account_no as account, wanted.period, count(*) over () as found
from plex.accounting_account account
cross join (
  select period from plex.accounting_period where pcn = :company and ordinal = 1 and period between :from and :to
) wanted
left join plex.account_period_balance balance
  on balance.pcn = account.pcn and balance.account_no = account.account_no and balance.period = wanted.period
where account.pcn = :company and balance.account_no is null
order by wanted.period, account.account_no
limit :most
