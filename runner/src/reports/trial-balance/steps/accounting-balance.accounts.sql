-- An account that moved but is not in the chart is kept, marked, with what is known of it: nothing may be lost (rules 11, 12).
insert into plex.accounting_account (
  pcn, account_key, account_no, account_name, active, category_type, category_no_legacy, category_name_legacy, category_type_legacy,
  sub_category_no_legacy, sub_category_name_legacy, sub_category_type_legacy, revenue_or_expense, start_period, in_chart
)
select :company, -row_number() over (order by account_no) + (select least(min(account_key), 0) from plex.accounting_account where pcn = :company),
       account_no, '', false, '', 0, '', '', 0, '', '', false, min(period), false
from staged
where account_no not in (select account_no from plex.accounting_account where pcn = :company)
group by account_no
