-- The company's data came from another system before (a test host, another sandbox): nothing stored may serve as an anchor.
with other as (
  select from plex.source where pcn = :company and source <> :source
), category as (
  delete from plex.accounting_account_year_category_type where pcn = :company and exists (select from other)
), account as (
  delete from plex.accounting_account where pcn = :company and exists (select from other)
), balance as (
  delete from plex.accounting_balance where pcn = :company and exists (select from other)
), activity as (
  delete from plex.account_activity_summary where pcn = :company and exists (select from other)
), computed as (
  delete from plex.account_period_balance where pcn = :company and exists (select from other)
)
insert into plex.source (pcn, source) values (:company, :source)
on conflict (pcn) do update set source = excluded.source
