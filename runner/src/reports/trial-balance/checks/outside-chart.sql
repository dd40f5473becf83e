select account_no as account, account_name as note, count(*) over () as found
from plex.accounting_account
where pcn = :company and not in_chart
order by account_no
limit :most
