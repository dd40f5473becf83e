-- What the report comes to: debit and credit of all its periods, and the accounts of the last one.
select sum(round(debit, 2))::text as debit, sum(round(credit, 2))::text as credit,
       count(*) filter (where period = :to)::text as accounts
from plex.account_period_balance
where pcn = :company and period between :from and :to
