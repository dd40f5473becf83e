delete from plex.odd_period where pcn = :company
