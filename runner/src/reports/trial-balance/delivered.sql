-- Keeps what this run delivers, rows that are not all zero, for the question "what has changed?".
insert into plex.delivered_balance (run, period, account_no, balance, ytd_balance)
select :run, period, account_no, balance, ytd_balance
from plex.account_period_balance
where pcn = :company and period between :from and :to and (balance <> 0 or ytd_balance <> 0)
