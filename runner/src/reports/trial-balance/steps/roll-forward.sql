-- Every account in every period (rule 9): the movement, and the year-to-date amounts as anchor plus movements so far.
-- Revenue and expense start again from zero in the first period of a fiscal year, by the category of the year that has just ended (rules 3, 6);
-- debit, credit and balance roll separately (rule 5). It ends in roll-forward.first.sql or roll-forward.again.sql.
insert into plex.account_period_balance (
  pcn, period, account_no, period_display, debit, ytd_debit, credit, ytd_credit, balance, ytd_balance
)
with calendar as (
  select period, period_display, fiscal_year as year, lag(fiscal_year) over (order by period) as year_before
  from plex.accounting_period
  where pcn = :company and ordinal = 1
), years as (
  -- "ended": the year whose category decides, where the range holds the period that opens this year
  select year, max(year_before) filter (where year_before <> year) as ended
  from calendar
  where period between :first and :last
  group by year
), restarted as (
  -- how often an account has started again from zero by each year
  select account.account_no, years.year,
         count(*) filter (where category.revenue_or_expense) over (partition by account.account_no order by years.year) as times
  from plex.accounting_account account
  cross join years
  left join plex.accounting_account_year_category_type category
    on category.pcn = account.pcn and category.account_no = account.account_no and category.year = years.ended
  where account.pcn = :company
), source as (
  select account_no, period, sum(debit) as debit, sum(credit) as credit
  from plex.accounting_balance
  where :movements::text = 'closed' and pcn = :company and period between :first and :last
  group by account_no, period
  union all
  select account_no, period, debit, credit
  from plex.account_activity_summary
  where :movements::text = 'open' and pcn = :company and period between :first and :last
), rolled as (
  select restarted.account_no, calendar.period, calendar.period_display,
         coalesce(source.debit, 0) as debit,
         coalesce(source.credit, 0) as credit,
         coalesce(anchor.ytd_debit, 0) + coalesce(sum(source.debit) over so_far, 0) as ytd_debit,
         coalesce(anchor.ytd_credit, 0) + coalesce(sum(source.credit) over so_far, 0) as ytd_credit
  from restarted
  join calendar on calendar.year = restarted.year and calendar.period between :first and :last
  left join source on source.account_no = restarted.account_no and source.period = calendar.period
  left join plex.account_period_balance anchor
    on restarted.times = 0 and anchor.pcn = :company and anchor.period = :anchor and anchor.account_no = restarted.account_no
  window so_far as (partition by restarted.account_no, restarted.times order by calendar.period rows unbounded preceding)
)
select :company, rolled.period, rolled.account_no, rolled.period_display, rolled.debit, rolled.ytd_debit, rolled.credit, rolled.ytd_credit,
       rolled.debit - rolled.credit, rolled.ytd_debit - rolled.ytd_credit
from rolled
