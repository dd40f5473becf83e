-- Rule 11: an account without a category in a year that is needed gets the one of the nearest later year, else its own; it says so.
insert into plex.accounting_account_year_category_type (
  pcn, account_no, year, category_type, revenue_or_expense, filled_from, year_unrecorded
)
with calendar as (
  select period, lag(period) over (order by period) as previous
  from plex.accounting_period
  where pcn = :company and ordinal = 1
), years as (
  select distinct previous / 100 as year from calendar where period between :first and :last and previous is not null
  union
  select :last::integer / 100
)
select account.pcn, account.account_no, years.year,
       coalesce(later.category_type, account.category_type),
       coalesce(later.revenue_or_expense, account.revenue_or_expense),
       coalesce(later.year, 0),
       not exists (
         select from plex.accounting_account_year_category_type recorded
         where recorded.pcn = :company and recorded.year = years.year and recorded.filled_from is null
       )
from plex.accounting_account account
cross join years
left join lateral (
  select category.category_type, category.revenue_or_expense, category.year
  from plex.accounting_account_year_category_type category
  where category.pcn = account.pcn and category.account_no = account.account_no and category.year > years.year
  order by category.year
  limit 1
) later on true
where account.pcn = :company
  and not exists (
    select from plex.accounting_account_year_category_type present
    where present.pcn = account.pcn and present.account_no = account.account_no and present.year = years.year
  )
