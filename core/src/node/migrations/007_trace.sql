-- A trace begins where somebody asks and ends where the file arrives: what lies between finds its place by this.

alter table record.request add column traceparent text;
comment on column record.request.traceparent is 'W3C trace context of the moment of acceptance; null when nothing was traced';
