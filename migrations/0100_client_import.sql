-- Clients from a file: what was uploaded waits here, row by row, until it is imported or thrown away. It is health
-- information that nobody has asked for yet, so only whoever uploaded it reads it, and it does not stay.

create table client_import (
  practice_id uuid not null references practice,
  id uuid not null,
  owner_id uuid not null,              -- who uploaded it; nobody else sees it
  file text not null constraint client_import_file_short check (length(file) <= 120),
  state text not null default 'judging' constraint client_import_state_known
    check (state in ('judging', 'ready', 'running', 'finished', 'cancelled', 'stopped', 'thrown_away')),
  unknown text[] not null default '{}',  -- columns of the file that mean nothing here
  -- How far it has come: every row is in one of these.
  total int not null,
  adds int not null,
  there int not null,
  errors int not null,
  added int not null default 0,
  wanted int not null default 0,       -- how many were to be added when it began
  judged_to int not null default 0,    -- the last line that was compared with the clients there are
  created_at timestamptz not null,
  begun_at timestamptz,
  ended_at timestamptz,
  failures int not null default 0,      -- in a row
  why text not null default '',        -- it stopped
  rows_gone_at timestamptz,            -- when what was uploaded was thrown away
  primary key (practice_id, id),
  foreign key (practice_id, owner_id) references member
);
create index client_import_of on client_import (practice_id, owner_id, created_at desc, id);
-- The worker's, across practices.
create index client_import_at_work on client_import (created_at, id) where state in ('judging', 'running');
create index client_import_kept on client_import (created_at) where rows_gone_at is null;

create table client_import_row (
  practice_id uuid not null,
  import_id uuid not null,
  line int not null,                   -- of the file, the first one being 1
  owner_id uuid not null,
  cells text[] not null,               -- as they were, in the order of clients::import::Column
  verdict text not null constraint client_import_verdict_known check (verdict in ('add', 'there', 'error', 'added')),
  field text not null default '',
  reason text not null default '',
  -- What it means; empty where it is in error.
  first_name text not null default '',
  last_name text not null default '',
  preferred_name text not null default '',
  pronouns text not null default '',
  birth_date date,
  email text not null default '',
  phone text not null default '',
  location_id uuid,
  therapist_id uuid,
  group_id uuid,
  risk text not null default '',
  client_id uuid,                      -- who it became, or who is there already
  sort_key text collate "C" not null generated always as (folded(last_name) || ' ' || folded(first_name)) stored,
  email_key text collate "C" not null generated always as (lower(email)) stored,
  primary key (practice_id, import_id, line),
  foreign key (practice_id, import_id) references client_import
);
create index client_import_row_by_verdict on client_import_row (practice_id, import_id, verdict, line);

-- The worker finds what is to be done in every practice; the rows it touches only as their owner, or to throw them away.
do $$ declare t text; begin
  foreach t in array array['client_import', 'client_import_row'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own_imports on %I using ((practice_id = (select app_practice()) and owner_id = (select app_member())) or (select app_job()) = ''import'')', t);
  end loop;
end $$;
grant select, insert, update on client_import to caseload_app;
grant select, insert, update, delete on client_import_row to caseload_app;
