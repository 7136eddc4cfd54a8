-- An invitation asks one person to join, once; sending it again renews it and counts `serial` up.

create table invitation (
  practice_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  state text not null default 'open' constraint invitation_state_known check (state in ('open', 'accepted', 'declined', 'revoked')),
  serial int not null default 1,       -- only links of the newest serial work
  invited_by uuid not null,
  note text not null default '' constraint invitation_note_short check (length(note) <= 500),
  created_at timestamptz not null,
  renewed_at timestamptz not null,     -- when the newest link was made
  expires_at timestamptz not null,
  decided_at timestamptz,
  reason text not null default '' constraint invitation_reason_short check (length(reason) <= 500),
  primary key (practice_id, id),
  foreign key (practice_id, member_id) references member
);
create unique index invitation_of_member on invitation (practice_id, member_id);
create index invitation_open on invitation (practice_id, expires_at) where state = 'open';
alter table invitation enable row level security;
alter table invitation force row level security;
create policy own_practice on invitation using (practice_id = app_practice()) with check (practice_id = app_practice());
grant select, insert, update on invitation to caseload_app;

create table invitation_step (         -- its story, a line a step
  practice_id uuid not null,
  invitation_id uuid not null,
  id uuid not null,
  at timestamptz not null,
  step text not null constraint invitation_step_known check (step in
    ('sent', 'copied', 'opened', 'asked', 'accepted', 'declined', 'revoked')),   -- how the mail fared is told by the outbox
  serial int not null,
  by_member uuid,
  words text not null default '',
  primary key (practice_id, invitation_id, id),
  foreign key (practice_id, invitation_id) references invitation
);
create unique index invitation_step_once on invitation_step (practice_id, invitation_id, serial) where step = 'opened';
alter table invitation_step enable row level security;
alter table invitation_step force row level security;
create policy own_practice on invitation_step using (practice_id = app_practice()) with check (practice_id = app_practice());
grant select, insert on invitation_step to caseload_app;
