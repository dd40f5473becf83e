-- How far each period's sum of cells, rounded to cents, is from the exact sum.
select period, sum(round(balance, 2))::text as ours, sum(balance)::text as theirs, count(*) over () as found
from plex.account_period_balance
where pcn = :company and period between :from and :to
group by period
having round(sum(balance), 2) <> sum(round(balance, 2)) or round(sum(ytd_balance), 2) <> sum(round(ytd_balance, 2))
order by period
limit :most
