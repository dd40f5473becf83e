insert into plex.accounting_balance (pcn, account_key, account_no, period, debit, credit, balance)
select :company, account_key, account_no, period, debit, credit, debit - credit
from staged
order by period, account_key
