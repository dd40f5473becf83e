delete from plex.accounting_balance
where pcn = :company and period between :first and :last
