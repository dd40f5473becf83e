select account.account_no, wanted.period, count(*) over () as found
from plex.accounting_account account
cross join unnest(:periods::integer[]) wanted (period)
left join staged on staged.account_no = account.account_no and staged.period = wanted.period
where account.pcn = :company and account.in_chart and staged.account_no is null
order by wanted.period, account.account_no
limit 20
