-- What a report comes to, in a few numbers: shown with its verdict.
alter table record.run add column totals jsonb not null default '[]';
