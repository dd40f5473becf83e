-- What the accounts of differences are called.
select account_no as account, account_name as name
from plex.accounting_account
where pcn = :company and account_no = any(:accounts) and account_name <> ''
