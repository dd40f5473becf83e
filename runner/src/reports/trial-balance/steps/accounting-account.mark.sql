-- Accounts that left the chart and have balances. Their key may be another number's by now, so they get a free, negative one.
update plex.accounting_account account
set in_chart = false, account_key = kept.free_key
from (
  select account_no,
         case when account_key < 0 then account_key
              else least(min(account_key) over (), 0) - row_number() over (order by account_no) end as free_key
  from plex.accounting_account
  where pcn = :company
) kept
where account.pcn = :company and account.account_no = kept.account_no
