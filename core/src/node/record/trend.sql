-- The total movement of each period by category, as the workbook's Summary has it: amounts rounded cell by cell.
select balance.period, coalesce(nullif(account.category_type, ''), 'Unclassified') as category,
       sum(round(balance.balance, 2))::text as movement
from plex.account_period_balance balance
join plex.accounting_account account on account.pcn = balance.pcn and account.account_no = balance.account_no
where balance.pcn = :company
  and balance.period in (
    select period
    from record.calendar
    where company = :company and (:from::integer is null or period >= :from) and (:to::integer is null or period <= :to)
      and period <= (select max(period) from plex.account_period_balance where pcn = :company)
    order by period desc
    limit :most
  )
group by balance.period, category
order by balance.period, category
