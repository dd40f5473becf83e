-- The true values of the Summary's formulas: sums of the cells as they are shown.
select balance.period, balance.period_display as display,
       coalesce(nullif(account.category_type, ''), 'Unclassified') as category,
       count(*)::integer as accounts,
       sum(round(balance.balance, 2))::text as movement,
       sum(round(balance.ytd_balance, 2))::text as ytd,
       sum(round(balance.debit, 2))::text as debit,
       sum(round(balance.credit, 2))::text as credit
from plex.account_period_balance balance
join plex.accounting_account account on account.pcn = balance.pcn and account.account_no = balance.account_no
where balance.pcn = :company and balance.period between :from and :to
group by balance.period, balance.period_display, 3
order by balance.period
