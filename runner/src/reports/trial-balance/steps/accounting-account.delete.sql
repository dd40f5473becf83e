-- Removes what is about to be replaced, and what is not in the chart and never had a balance or a movement.
with missing as (
  select account_no
  from plex.accounting_account
  where pcn = :company and account_no not in (select account_no from staged)
), kept as (
  select account_no
  from plex.account_period_balance
  where pcn = :company and account_no in (select account_no from missing)
    and (ytd_debit <> 0 or ytd_credit <> 0)
  union
  select account_no
  from plex.accounting_balance
  where pcn = :company and account_no in (select account_no from missing)
  union
  -- the live system may know it before the chart does
  select account_no
  from plex.account_activity_summary
  where pcn = :company and account_no in (select account_no from missing)
    and (beginning_balance <> 0 or debit <> 0 or credit <> 0 or ending_balance <> 0)
)
delete from plex.accounting_account
where pcn = :company and account_no not in (select account_no from kept)
