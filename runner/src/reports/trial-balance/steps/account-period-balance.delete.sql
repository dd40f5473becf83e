-- What the roll-forward no longer gives: rows of accounts and periods that are not there any more.
delete from plex.account_period_balance
where pcn = :company and period between :first and :last
  and (
    account_no not in (select account_no from plex.accounting_account where pcn = :company)
    or period not in (select period from plex.accounting_period where pcn = :company and ordinal = 1)
  )
