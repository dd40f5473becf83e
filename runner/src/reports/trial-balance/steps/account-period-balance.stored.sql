select exists (
  select from plex.account_period_balance where pcn = :company and period between :first and :last
) as stored
