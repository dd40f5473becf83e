insert into plex.account_activity_summary (pcn, period, account_no, beginning_balance, debit, credit, balance, ending_balance)
select :company, period, account_no, beginning_balance, debit, credit, round(debit - credit, 5), ending_balance
from staged
