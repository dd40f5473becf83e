insert into plex.accounting_account (
  pcn, account_key, account_no, account_name, active, category_type, category_no_legacy, category_name_legacy, category_type_legacy,
  sub_category_no_legacy, sub_category_name_legacy, sub_category_type_legacy, revenue_or_expense, start_period
)
select pcn, account_key, account_no, account_name, active, category_type, coalesce(category_no_legacy, 0), category_name_legacy,
       category_type_legacy, coalesce(sub_category_no_legacy, 0), sub_category_name_legacy, sub_category_type_legacy,
       revenue_or_expense, coalesce(start_period, 0)
from staged
returning 1
