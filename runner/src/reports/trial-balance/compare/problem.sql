-- The first row that cannot be used, or line 0 when there is none to compare. Rows of the period "Total" are sums over all periods and are not looked at (rule 36).
with export as (
  select line, trim(period) as period, trim(account) as account, trim(current_amount) as current_amount, trim(ytd_amount) as ytd_amount,
         row_number() over (partition by trim(period), trim(account) order by line) as nth
  from plex_export
  where trim(period) is distinct from 'Total'
), judged as (
  select line,
         case
           when coalesce(period, '') = '' then 'the period is empty'
           when coalesce(account, '') = '' then 'the account number is empty'
           when coalesce(current_amount, '') !~ :amount then format('"%s" is not an amount', current_amount)
           when coalesce(ytd_amount, '') !~ :amount then format('"%s" is not an amount', ytd_amount)
           when nth > 1 then format('account %s comes twice in %s', account, period)
         end as reason
  from export
)
select line, reason
from judged
where reason is not null
union all
select 0, 'there is no row to compare'
where not exists (select from export)
order by line
limit 1
