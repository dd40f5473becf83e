-- Rows whose year-to-date amounts are not those of the period before plus the movement (or the movement alone where the year opens).
with calendar as (
  select period, lag(period) over before as previous, fiscal_year as year, lag(fiscal_year) over before as year_before
  from plex.accounting_period
  where pcn = :company and ordinal = 1
  window before as (order by period)
), rolled as (
  select balance.account_no, balance.period,
         coalesce(calendar.year_before <> calendar.year and category.revenue_or_expense, false) as opens,
         balance.balance, balance.debit, balance.credit, balance.ytd_balance, balance.ytd_debit, balance.ytd_credit,
         before.ytd_balance as balance_before, before.ytd_debit as debit_before, before.ytd_credit as credit_before
  from plex.account_period_balance balance
  join calendar on calendar.period = balance.period
  left join plex.account_period_balance before
    on before.pcn = balance.pcn and before.account_no = balance.account_no and before.period = calendar.previous
   and before.period between coalesce((select previous from calendar where period = :from), 0) and :to
  left join plex.accounting_account_year_category_type category
    on category.pcn = balance.pcn and category.account_no = balance.account_no and category.year = calendar.year_before
  where balance.pcn = :company and balance.period between :from and :to
), compared as (
  select account_no, period, opens,
         ytd_balance as ours, case when opens then 0 else coalesce(balance_before, 0) end + balance as theirs,
         ytd_debit as our_debit, case when opens then 0 else coalesce(debit_before, 0) end + debit as their_debit,
         ytd_credit as our_credit, case when opens then 0 else coalesce(credit_before, 0) end + credit as their_credit
  from rolled
)
select account_no as account, period, found,
       (case when ours <> theirs then ours when our_debit <> their_debit then our_debit else our_credit end)::text as ours,
       (case when ours <> theirs then theirs when our_debit <> their_debit then their_debit else their_credit end)::text as theirs,
       case when ours = theirs then case when our_debit <> their_debit then 'debit' else 'credit' end end as note
from (
  select *, count(*) over () as found
  from compared
  where ours <> theirs or our_debit <> their_debit or our_credit <> their_credit
) differing
order by greatest(abs(ours - theirs), abs(our_debit - their_debit), abs(our_credit - their_credit)) desc, period, account
limit :most
