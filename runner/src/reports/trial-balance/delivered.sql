-- Keeps what this run delivers, balances that are not all zero, for the question "what has changed?".
insert into plex.delivered_period (run, period, accounts, balances, ytd_balances)
select :run, period, array_agg(account_no), array_agg(balance), array_agg(ytd_balance)
from plex.account_period_balance
where pcn = :company and period between :from and :to and (balance <> 0 or ytd_balance <> 0)
group by period
