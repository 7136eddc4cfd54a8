-- Roles are data: a practice edits them. What can be granted is a closed list in access::permission.

create table role (
  practice_id uuid not null references practice,
  id uuid not null,
  name text not null constraint role_name_given check (btrim(name) <> '' and length(name) <= 60),
  description text not null default '' check (length(description) <= 240),
  built_in text,                       -- the template it was copied from: 'admin', 'member'
  grants text[] not null,              -- 'team.invite', 'clients.edit:own' …
  version int not null default 1,
  created_at timestamptz not null,
  primary key (practice_id, id)
);
create unique index role_name_key on role (practice_id, lower(name));
alter table role enable row level security;
alter table role force row level security;
create policy own_practice on role using (practice_id = app_practice()) with check (practice_id = app_practice());
grant select, insert, update, delete on role to caseload_app;

-- Whoever may edit roles is an administrator: with that right every other can be had.
create function administers(grants text[]) returns boolean language sql immutable strict parallel safe
  return 'team.roles' = any (grants);
grant execute on function administers(text[]) to caseload_app;
