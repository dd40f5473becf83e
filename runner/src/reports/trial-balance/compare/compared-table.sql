-- Ours and theirs side by side; one side is null where it has no row.
create temporary table compared (
  period text not null, account text collate "C" not null,
  our_current numeric, their_current numeric, our_ytd numeric, their_ytd numeric
) on commit drop
