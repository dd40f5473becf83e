-- Removes what is about to be replaced, and what left the chart without ever having had a balance.
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
)
delete from plex.accounting_account
where pcn = :company and account_no not in (select account_no from kept)
