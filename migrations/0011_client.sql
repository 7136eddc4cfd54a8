-- Clients and who has them, as far as the roster counts them. The second wall for clients is visibility:
-- a row is there for whoever may see all of the practice's clients, or has this one assigned.

create table client (
  practice_id uuid not null references practice,
  id uuid not null,
  first_name text not null,
  last_name text not null,
  location_id uuid not null,
  created_at timestamptz not null,
  archived_at timestamptz,
  primary key (practice_id, id),
  foreign key (practice_id, location_id) references location
);
create table assignment (
  practice_id uuid not null,
  id uuid not null,
  client_id uuid not null,
  member_id uuid not null,
  "primary" boolean not null default false,
  since timestamptz not null,
  until timestamptz,
  assigned_by uuid,
  reason text not null default '',
  primary key (practice_id, id),
  foreign key (practice_id, client_id) references client,
  foreign key (practice_id, member_id) references member
);
create unique index assignment_once on assignment (practice_id, client_id, member_id) where until is null;
create unique index assignment_one_primary on assignment (practice_id, client_id) where until is null and "primary";
create index assignment_of_member on assignment (practice_id, member_id) where until is null;
alter table assignment enable row level security;
alter table assignment force row level security;
create policy own_practice on assignment using (practice_id = app_practice()) with check (practice_id = app_practice());
grant select, insert, update on assignment to caseload_app;

create function app_sees_all_clients() returns boolean language sql stable parallel safe
  return current_setting('app.clients', true) = 'practice';
grant execute on function app_sees_all_clients() to caseload_app;
alter table client enable row level security;
alter table client force row level security;
create policy visible_clients on client using (practice_id = app_practice() and (app_sees_all_clients() or exists (
  select from assignment a where a.practice_id = client.practice_id and a.client_id = client.id
    and a.member_id = app_member() and a.until is null)));
create policy new_clients on client for insert with check (practice_id = app_practice());
grant select, insert, update on client to caseload_app;
