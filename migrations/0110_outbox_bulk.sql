-- One of many letters goes after whatever someone waits for: five thousand invitations hold up no password reset.

alter table outbox add column bulk boolean not null default false;
create index outbox_next on outbox (bulk, due_at, id) where state = 'waiting';   -- the worker's, across practices
drop index outbox_due;
