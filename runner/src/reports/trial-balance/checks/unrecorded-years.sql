-- Years of which no category was ever recorded: today's were taken.
with reported as (
  select fiscal_year
  from plex.accounting_period
  where pcn = :company and ordinal = 1 and period between :from and :to
)
select year, count(*)::integer as accounts
from plex.accounting_account_year_category_type
where pcn = :company and year_unrecorded
  and year between (select min(fiscal_year) - 1 from reported) and (select max(fiscal_year) from reported)
group by year
order by year
