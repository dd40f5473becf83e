-- Plex's file as it came, every field as text; behind_last_comma is the empty field behind the comma that ends every line.
create temporary table plex_export (
  line integer generated always as identity (start with 2),
  period text, category_type text, category_name text, sub_category_name text, account text, account_name text,
  current_amount text, ytd_amount text, behind_last_comma text
) on commit drop
