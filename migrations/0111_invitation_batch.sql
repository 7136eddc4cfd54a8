-- Many invited together: the addresses wait here, row by row, until they are invited, or thrown away. Only whoever brought
-- them sees them. What names someone by their address alone may lack a last name until they join and give it.

create table invitation_batch (
  practice_id uuid not null references practice,
  id uuid not null,
  owner_id uuid not null,              -- who brought the addresses; nobody else sees them
  file text not null constraint invitation_batch_file_short check (length(file) <= 120),
  state text not null default 'ready' constraint invitation_batch_state_known
    check (state in ('ready', 'running', 'finished', 'cancelled', 'stopped', 'thrown_away')),
  sends boolean not null,              -- a mail to each; otherwise links are handed over
  note text not null default '' constraint invitation_batch_note_short check (length(note) <= 500),
  unknown text[] not null default '{}',  -- columns of the file that mean nothing here
  -- How far it has come: every row is in one of these.
  total int not null,
  invites int not null,                -- to be invited
  members int not null,                -- are members already
  invited int not null,                -- have an open invitation already
  errors int not null,
  made int not null default 0,
  wanted int not null default 0,       -- how many were to be invited when it began
  created_at timestamptz not null,
  begun_at timestamptz,
  ended_at timestamptz,
  failures int not null default 0,     -- in a row
  why text not null default '',        -- it stopped
  rows_gone_at timestamptz,            -- when the addresses were thrown away
  primary key (practice_id, id),
  foreign key (practice_id, owner_id) references member
);
create index invitation_batch_of on invitation_batch (practice_id, owner_id, created_at desc, id);
-- The worker's, across practices.
create index invitation_batch_at_work on invitation_batch (created_at, id) where state = 'running';
create index invitation_batch_kept on invitation_batch (created_at) where rows_gone_at is null;

create table invitation_batch_row (
  practice_id uuid not null,
  batch_id uuid not null,
  line int not null,                   -- of the file or the text, the first one being 1; of a text its place in it
  owner_id uuid not null,
  cells text[] not null,               -- as they were, in the order of team::invites::many::Column
  verdict text not null constraint invitation_batch_verdict_known check (verdict in ('invite', 'member', 'invited', 'error', 'made')),
  field text not null default '',
  reason text not null default '',     -- what is wrong, who is there already, what may be mistyped
  -- What it means; empty where it is in error.
  email text not null default '',
  first_name text not null default '',
  last_name text not null default '',
  role_id uuid,
  location_id uuid,
  group_id uuid,
  member_id uuid,                      -- who it became, or who is there already
  invitation_id uuid,
  primary key (practice_id, batch_id, line),
  foreign key (practice_id, batch_id) references invitation_batch
);
create index invitation_batch_row_by_verdict on invitation_batch_row (practice_id, batch_id, verdict, line);

-- The worker finds what is to be done in every practice; the rows it touches only as their owner, or to throw them away.
do $$ declare t text; begin
  foreach t in array array['invitation_batch', 'invitation_batch_row'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own_batches on %I using ((practice_id = (select app_practice()) and owner_id = (select app_member())) or (select app_job()) = ''invite'')', t);
  end loop;
end $$;
grant select, insert, update on invitation_batch to caseload_app;
grant select, insert, update, delete on invitation_batch_row to caseload_app;

alter table member drop constraint member_last_name_given;
alter table member add constraint member_last_name_given check ((btrim(last_name) <> '' or joined_at is null) and length(last_name) <= 60);
