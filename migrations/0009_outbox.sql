-- Mail waits here, written in the transaction of the change it speaks of. A row holds facts, never a link: the
-- worker makes the link when it sends, so a copy of this table opens nothing.

create table outbox (
  practice_id uuid not null,           -- nil for a letter about an account
  id uuid not null,
  letter jsonb not null,
  to_name text not null,
  to_email text not null,
  about uuid,                          -- the invitation, for its story
  serial int not null default 0,
  state text not null default 'waiting' constraint outbox_state_known check (state in ('waiting', 'sent', 'failed', 'moot')),
  attempts int not null default 0,
  due_at timestamptz not null,
  claimed_until timestamptz,
  message_id text not null,            -- fixed here, so that a letter sent twice is recognised
  error text not null default '',
  created_at timestamptz not null,
  ended_at timestamptz,
  primary key (practice_id, id)
);
create index outbox_due on outbox (due_at, id) where state = 'waiting';   -- the one index across practices: the worker's
create index outbox_about on outbox (practice_id, about);
alter table outbox enable row level security;
alter table outbox force row level security;
create policy own_practice on outbox
  using (practice_id = app_practice() or app_job() = 'mail')
  with check (practice_id = app_practice() or app_job() = 'mail');
grant select, insert, update on outbox to caseload_app;

-- The worker wakes when a transaction that queued something commits.
create function outbox_wakes() returns trigger language plpgsql as $$ begin perform pg_notify('outbox', ''); return null; end $$;
create trigger outbox_wakes after insert on outbox for each statement execute function outbox_wakes();
