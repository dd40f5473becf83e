delete from plex.accounting_account_year_category_type
where pcn = :company and year in (:year, :year + 1)
