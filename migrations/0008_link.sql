-- Links sent by mail: 256 random bits of which only the hash is kept. Not a tenant table: a link is what leads
-- its holder to the practice.

create table link (
  token_hash bytea primary key,
  purpose text not null constraint link_purpose_known check (purpose in ('invitation', 'reset', 'email')),
  practice_id uuid,                    -- for an invitation
  subject_id uuid not null,            -- the invitation or the account
  serial int not null default 0,
  email text,                          -- for a change of address: the new one
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index link_subject on link (subject_id);
alter table link enable row level security;
create policy own_link on link to caseload_app
  using (practice_id = app_practice() or subject_id = app_account())
  with check (practice_id = app_practice() or subject_id = app_account() or app_job() = 'mail');
grant select, insert, update on link to caseload_app;
