-- The rows of the report, amounts in cents' precision, in the order of period and account (rules 32, 34).
select balance.period_display,
       coalesce(nullif(account.category_type, ''), 'Unclassified'),
       account.category_name_legacy,
       account.sub_category_name_legacy,
       balance.account_no,
       account.account_name,
       round(balance.balance, 2),
       round(balance.ytd_balance, 2),
       round(balance.debit, 2),
       round(balance.credit, 2),
       round(balance.ytd_debit, 2),
       round(balance.ytd_credit, 2)
from plex.account_period_balance balance
join plex.accounting_account account on account.pcn = balance.pcn and account.account_no = balance.account_no
where balance.pcn = :company and balance.period between :from and :to
order by balance.period, balance.account_no
