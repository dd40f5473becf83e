-- Open periods: our year-to-date balance against Plex's own ending balance, and Plex's beginning plus movement against its ending (rule 24).
-- An ending in whole cents may have been rounded: there the tolerance applies, and what it lets pass is told aside. All others must be exact.
with compared as (
  select balance.account_no as account, balance.period, balance.ytd_balance as ours, activity.ending_balance as theirs,
         activity.beginning_balance + activity.debit - activity.credit as plex_sum,
         case when activity.ending_balance = round(activity.ending_balance, 2) then :tolerance::numeric else 0 end as allowed
  from plex.account_activity_summary activity
  join plex.account_period_balance balance
    on balance.pcn = activity.pcn and balance.period = activity.period and balance.account_no = activity.account_no
  where activity.pcn = :company and activity.period between :start_open and :end_open
    and (balance.ytd_balance <> activity.ending_balance
         or activity.beginning_balance + activity.debit - activity.credit <> activity.ending_balance)
), judged as (
  select *, abs(ours - theirs) > allowed as ours_differs, abs(plex_sum - theirs) > allowed as plex_differs
  from compared
), told as (
  select account, period, theirs, not (ours_differs or plex_differs) as aside,
         not ours_differs and (plex_differs or ours = theirs) as is_plex_alone, plex_differs, ours, plex_sum
  from judged
)
select account, period, (case when is_plex_alone then plex_sum else ours end)::text as ours, theirs::text,
       case when is_plex_alone then 'ours: Plex''s own beginning plus movement; theirs: Plex''s ending'
            when plex_differs then 'Plex''s own beginning plus movement is ' || plex_sum end as note,
       aside, found
from (
  select *, count(*) over (partition by aside) as found, row_number() over (
           partition by aside order by greatest(abs(ours - theirs), abs(plex_sum - theirs)) desc, period, account
         ) as place
  from told
) numbered
where place <= :most
order by aside, place
