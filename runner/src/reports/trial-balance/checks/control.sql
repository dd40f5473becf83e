-- Open periods: our year-to-date balance against Plex's own ending balance, and Plex's ending against its beginning plus movement (rule 24).
select balance.account_no as account, balance.period, balance.ytd_balance::text as ours, activity.ending_balance::text as theirs,
       count(*) over () as found
from plex.account_activity_summary activity
join plex.account_period_balance balance
  on balance.pcn = activity.pcn and balance.period = activity.period and balance.account_no = activity.account_no
where activity.pcn = :company and activity.period between :start_open and :end_open
  and (abs(balance.ytd_balance - activity.ending_balance) > :tolerance
       or abs(activity.beginning_balance + activity.debit - activity.credit - activity.ending_balance) > :tolerance)
order by balance.period, balance.account_no
limit :most
