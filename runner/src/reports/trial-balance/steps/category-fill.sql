-- Rule 11: an account without a category in a year that is needed gets the one of the nearest later year, else its own; it says so.
insert into plex.accounting_account_year_category_type (
  pcn, account_no, year, category_type, revenue_or_expense, filled_from, year_unrecorded
)
with calendar as (
  select period, fiscal_year as year, lag(fiscal_year) over (order by period) as year_before
  from plex.accounting_period
  where pcn = :company and ordinal = 1
), category as materialized (
  select account_no, year, category_type, revenue_or_expense, filled_from
  from plex.accounting_account_year_category_type
  where pcn = :company
), needed as (
  select distinct year_before as year from calendar where period between :first and :last and year_before is not null
  union
  select year from calendar where period = :last
), years as materialized (
  select needed.year, not exists (
           select from category where category.year = needed.year and category.filled_from is null
         ) as unrecorded
  from needed
), missing as materialized (
  select account.account_no, account.category_type, account.revenue_or_expense, years.year, years.unrecorded
  from plex.accounting_account account
  cross join years
  left join category on category.account_no = account.account_no and category.year = years.year
  where account.pcn = :company and category.account_no is null
)
select distinct on (missing.account_no, missing.year)
       :company::integer, missing.account_no, missing.year,
       coalesce(later.category_type, missing.category_type),
       coalesce(later.revenue_or_expense, missing.revenue_or_expense),
       coalesce(later.year, 0),
       missing.unrecorded
from missing
left join category later on later.account_no = missing.account_no and later.year > missing.year
order by missing.account_no, missing.year, later.year
