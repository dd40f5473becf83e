-- Joined on period label and account (rule 36). Plex's raw doubles carry noise behind the fifth place: they are rounded to it (rule 29).
insert into compared (period, account, our_current, their_current, our_ytd, their_ytd)
with theirs as (
  select trim(period) as period, trim(account) collate "C" as account,
         round(trim(current_amount)::numeric, 5) as current, round(trim(ytd_amount)::numeric, 5) as ytd
  from plex_export
  where trim(period) <> 'Total'
), labels as (
  select distinct period from theirs
), ours as (
  select period_display as period, account_no as account, balance as current, ytd_balance as ytd
  from plex.account_period_balance
  where :run::integer is null and pcn = :company and period_display in (select period from labels)
  union all
  select calendar.period_display, account.account_no, coalesce(delivered.balance, 0), coalesce(delivered.ytd_balance, 0)
  from record.run
  join plex.accounting_period calendar
    on calendar.pcn = :company and calendar.ordinal = 1
   and calendar.period between (run.parameters ->> 'from')::integer and (run.parameters ->> 'to')::integer
  cross join plex.accounting_account account
  left join plex.delivered_balance delivered
    on delivered.run = run.id and delivered.period = calendar.period and delivered.account_no = account.account_no
  where run.id = :run and account.pcn = :company and calendar.period_display in (select period from labels)
)
select period, account, ours.current, theirs.current, ours.ytd, theirs.ytd
from ours
full join theirs using (period, account)
