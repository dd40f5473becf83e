-- The time zone of a company, in which its day begins; and when its calendar was wanted, asked for, and read from Plex.
alter table record.company
  add column time_zone text,
  add column calendar_wanted_at timestamptz,
  add column calendar_asked_at timestamptz,
  add column calendar_read_at timestamptz;
