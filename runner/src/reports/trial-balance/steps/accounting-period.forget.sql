delete from plex.accounting_period where pcn = :company and ordinal = 0
