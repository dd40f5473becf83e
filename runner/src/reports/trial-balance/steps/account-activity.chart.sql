select account_no from plex.accounting_account where pcn = :company and in_chart order by account_no
