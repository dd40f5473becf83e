-- Categories that had to be assumed for a year in which others were recorded, for accounts that existed then.
select category.account_no as account, category.year * 100 + 12 as period,
       category.category_type || case when category.filled_from = 0 then ', as the account has it now'
                                      else ', as in ' || category.filled_from end as note,
       count(*) over () as found
from plex.accounting_account_year_category_type category
join plex.accounting_account account on account.pcn = category.pcn and account.account_no = category.account_no
where category.pcn = :company and category.filled_from is not null and not category.year_unrecorded
  and category.year between :from / 100 - 1 and :to / 100
  and account.start_period between 1 and category.year * 100 + 13
order by category.year, category.account_no
limit :most
