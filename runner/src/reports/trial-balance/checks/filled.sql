-- Categories that had to be assumed for a year in which others were recorded, of the report or right before it, for accounts that existed then.
with calendar as (
  select fiscal_year as year, max(period) as last_period,
         bool_or(period between :from and :to) or lead(bool_or(period = :from)) over (order by fiscal_year) as reported
  from plex.accounting_period
  where pcn = :company and ordinal = 1
  group by fiscal_year
)
select category.account_no as account, calendar.last_period as period,
       category.category_type || case when category.filled_from = 0 then ', as the account has it now'
                                      else ', as in ' || category.filled_from end as note,
       count(*) over () as found
from plex.accounting_account_year_category_type category
join plex.accounting_account account on account.pcn = category.pcn and account.account_no = category.account_no
join calendar on calendar.year = category.year and calendar.reported
where category.pcn = :company and category.filled_from is not null and not category.year_unrecorded
  and account.start_period between 1 and calendar.last_period
order by category.year, category.account_no
limit :most
