-- Rows of Plex's calendar that are no periods: ignored, unless they lie among the periods that are read.
create table plex.odd_period (
  pcn integer not null,
  period bigint not null,
  reason text not null,
  primary key (pcn, period)
);
