-- Years of which no category was ever recorded: today's were taken.
select year, count(*)::integer as accounts
from plex.accounting_account_year_category_type
where pcn = :company and year_unrecorded and year between :from / 100 - 1 and :to / 100
group by year
order by year
