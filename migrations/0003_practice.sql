-- A practice is the tenant; a location is where it works.

create table practice (
  id uuid primary key,
  name text not null constraint practice_name_given check (btrim(name) <> '' and length(name) <= 120),
  plan text not null default 'team' constraint practice_plan_known check (plan in ('solo', 'team', 'group')),
  seat_cap int not null default 10 constraint practice_seat_cap_sane check (seat_cap between 1 and 100000),
  invitation_hours int not null default 72 constraint practice_invitation_hours_known check (invitation_hours in (24, 72, 168, 720)),
  logoff_minutes int not null default 15 constraint practice_logoff_minutes_sane check (logoff_minutes between 5 and 60),
  calls_clients text not null default 'Clients' constraint practice_calls_clients_known check (calls_clients in ('Clients', 'Patients')),
  originating_member_id uuid not null,
  demo boolean not null default false,
  version int not null default 1,
  created_at timestamptz not null,
  closed_at timestamptz
);
alter table practice enable row level security;
alter table practice force row level security;
create policy own_practice on practice using (id = app_practice()) with check (id = app_practice());
grant select, insert, update on practice to caseload_app;  -- no delete: nothing in the product deletes a practice

create table location (
  practice_id uuid not null references practice,
  id uuid not null,
  name text not null constraint location_name_given check (btrim(name) <> '' and length(name) <= 80),
  virtual boolean not null default false,
  address text not null default '' check (length(address) <= 240),
  timezone text not null,
  created_at timestamptz not null,
  archived_at timestamptz,
  primary key (practice_id, id)
);
create unique index location_name_key on location (practice_id, lower(name)) where archived_at is null;
alter table location enable row level security;
alter table location force row level security;
create policy own_practice on location using (practice_id = app_practice()) with check (practice_id = app_practice());
grant select, insert, update on location to caseload_app;
