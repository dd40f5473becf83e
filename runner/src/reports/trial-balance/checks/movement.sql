-- Rows whose movement is not the one that Plex gave for this account and period, net or gross. No row counts as no movement here:
-- that every account has its row is the check "complete".
with given as (
  select account_no, period, sum(debit) as debit, sum(credit) as credit
  from plex.accounting_balance
  where pcn = :company and period between :from and :to and period < :start_open
  group by account_no, period
  union all
  select account_no, period, debit, credit
  from plex.account_activity_summary
  where pcn = :company and period between :from and :to and period >= :start_open and (debit <> 0 or credit <> 0)
), compared as (
  select coalesce(balance.account_no, given.account_no) as account, coalesce(balance.period, given.period) as period,
         coalesce(balance.balance, 0) as ours, coalesce(given.debit - given.credit, 0) as theirs,
         coalesce(balance.debit, 0) as our_debit, coalesce(given.debit, 0) as their_debit,
         coalesce(balance.credit, 0) as our_credit, coalesce(given.credit, 0) as their_credit
  from (
    select account_no, period, balance, debit, credit
    from plex.account_period_balance
    where pcn = :company and period between :from and :to and (balance <> 0 or debit <> 0 or credit <> 0)
  ) balance
  full join given on given.account_no = balance.account_no and given.period = balance.period
)
select account, period, found,
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
