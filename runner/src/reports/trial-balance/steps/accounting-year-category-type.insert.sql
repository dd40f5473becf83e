-- The source's own year is ignored: what it says now holds for this year and, until the next run, for the next.
insert into plex.accounting_account_year_category_type (pcn, account_no, year, category_type, revenue_or_expense)
select :company, staged.account_no, years.year, staged.category_type, staged.revenue_or_expense
from staged
cross join (values (:year::integer), (:year::integer + 1)) years (year)
