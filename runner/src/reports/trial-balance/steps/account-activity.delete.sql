delete from plex.account_activity_summary
where pcn = :company and period between :first and :last
