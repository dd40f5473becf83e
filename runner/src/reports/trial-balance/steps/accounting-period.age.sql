update plex.accounting_period set ordinal = 0 where pcn = :company and ordinal = 1
