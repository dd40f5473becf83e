-- Written is only what differs from what is stored: from one run to the next most months do not move.
left join plex.account_period_balance stored
  on stored.pcn = :company and stored.period between :first and :last
 and stored.period = rolled.period and stored.account_no = rolled.account_no
where (
    stored.period_display, stored.debit, stored.ytd_debit, stored.credit, stored.ytd_credit, stored.balance, stored.ytd_balance
  ) is distinct from (
    rolled.period_display, rolled.debit, rolled.ytd_debit, rolled.credit, rolled.ytd_credit,
    rolled.debit - rolled.credit, rolled.ytd_debit - rolled.ytd_credit
  )
order by rolled.period, rolled.account_no
on conflict (pcn, period, account_no) do update
  set period_display = excluded.period_display, debit = excluded.debit, ytd_debit = excluded.ytd_debit, credit = excluded.credit,
      ytd_credit = excluded.ytd_credit, balance = excluded.balance, ytd_balance = excluded.ytd_balance
