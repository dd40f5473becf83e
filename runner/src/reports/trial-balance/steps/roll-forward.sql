-- Every account in every period (rule 9): the movement, and the year-to-date amounts as anchor plus movements so far.
-- Revenue and expense start again from zero at period 01, by the category of the year that has just ended (rules 3, 6);
-- debit, credit and balance roll separately (rule 5).
insert into plex.account_period_balance (
  pcn, period, account_no, period_display, debit, ytd_debit, credit, ytd_credit, balance, ytd_balance
)
with calendar as (
  select period, period_display, lag(period) over (order by period) as previous
  from plex.accounting_period
  where pcn = :company and ordinal = 1
), source as (
  select account_no, period, sum(debit) as debit, sum(credit) as credit
  from plex.accounting_balance
  where :movements::text = 'closed' and pcn = :company and period between :first and :last
  group by account_no, period
  union all
  select account_no, period, debit, credit
  from plex.account_activity_summary
  where :movements::text = 'open' and pcn = :company and period between :first and :last
), movement as (
  select account.account_no, calendar.period, calendar.period_display,
         coalesce(source.debit, 0) as debit, coalesce(source.credit, 0) as credit,
         case when calendar.period % 100 = 1 and category.revenue_or_expense then 1 else 0 end as reset
  from plex.accounting_account account
  join calendar on calendar.period between :first and :last
  left join plex.accounting_account_year_category_type category
    on category.pcn = account.pcn and category.account_no = account.account_no and category.year = calendar.previous / 100
  left join source on source.account_no = account.account_no and source.period = calendar.period
  where account.pcn = :company
), chained as (
  select *, sum(reset) over (partition by account_no order by period) as resets
  from movement
), anchored as (
  select chained.*,
         case when resets = 0 then coalesce(anchor.ytd_debit, 0) else 0 end as anchor_debit,
         case when resets = 0 then coalesce(anchor.ytd_credit, 0) else 0 end as anchor_credit
  from chained
  left join plex.account_period_balance anchor
    on anchor.pcn = :company and anchor.period = :anchor and anchor.account_no = chained.account_no
), rolled as (
  select *,
         anchor_debit + sum(debit) over so_far as ytd_debit,
         anchor_credit + sum(credit) over so_far as ytd_credit
  from anchored
  window so_far as (partition by account_no, resets order by period rows unbounded preceding)
)
select :company, period, account_no, period_display, debit, ytd_debit, credit, ytd_credit, debit - credit, ytd_debit - ytd_credit
from rolled
order by period, account_no
