-- Who has whom, in full: assignments with their story, cover for an absence, clients nobody has, and who is named for a
-- restricted one. Each from when to when; nothing here is deleted.

alter table assignment
  add column ended_by uuid,
  add column ended_reason text not null default '' constraint assignment_ended_reason_short check (length(ended_reason) <= 500),
  add constraint assignment_reason_short check (length(reason) <= 500),
  add column hand_off text not null default '' constraint assignment_hand_off_short check (length(hand_off) <= 4000),
  -- How often the two meet in a week: what the client weighs in the member's capacity. One, where nothing is said.
  add column weekly smallint constraint assignment_weekly_sane check (weekly between 1 and 14),
  -- What was done together is undone together.
  add column batch uuid,
  add column ended_batch uuid;
create index assignment_of_client on assignment (practice_id, client_id, since);
create index assignment_ever on assignment (practice_id, member_id, since);
create index assignment_batch on assignment (practice_id, batch) where batch is not null;
create index assignment_ended_batch on assignment (practice_id, ended_batch) where ended_batch is not null;

-- A caseload, or some of it, lent to another for a time. It holds from the minute it starts to the minute it ends, by the
-- clock alone: nothing needs to run for it.
create table coverage (
  practice_id uuid not null,
  id uuid not null,
  absent_id uuid not null,             -- whose clients
  cover_id uuid not null,              -- who sees to them meanwhile
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  whole boolean not null,              -- or those in coverage_client
  reason text not null default '' constraint coverage_reason_short check (length(reason) <= 500),
  set_at timestamptz not null,
  set_by uuid,
  ended_by uuid,                       -- who ended it early
  version int not null default 1,
  primary key (practice_id, id),
  constraint coverage_by_another check (absent_id <> cover_id),
  constraint coverage_has_length check (starts_at < ends_at or (ended_by is not null and starts_at = ends_at)),
  foreign key (practice_id, absent_id) references member,
  foreign key (practice_id, cover_id) references member
);
create index coverage_by on coverage (practice_id, cover_id, ends_at);
create index coverage_for on coverage (practice_id, absent_id, ends_at);
create table coverage_client (
  practice_id uuid not null,
  coverage_id uuid not null,
  client_id uuid not null,
  primary key (practice_id, coverage_id, client_id),
  foreign key (practice_id, coverage_id) references coverage,
  foreign key (practice_id, client_id) references client
);
create index coverage_client_of on coverage_client (practice_id, client_id);

-- The Unassigned board: a client nobody has, who sees to it that someone will, and by when.
create table unassigned (
  practice_id uuid not null,
  id uuid not null,
  client_id uuid not null,
  owner_id uuid not null,
  since timestamptz not null,
  due_at timestamptz not null,
  reason text not null default '' constraint unassigned_reason_short check (length(reason) <= 500),
  left_by uuid,                        -- the member who had the client before
  put_by uuid,
  until timestamptz,
  ended_by uuid,
  batch uuid,
  primary key (practice_id, id),
  foreign key (practice_id, client_id) references client,
  foreign key (practice_id, owner_id) references member
);
create unique index unassigned_once on unassigned (practice_id, client_id) where until is null;
create index unassigned_owned on unassigned (practice_id, owner_id, client_id) where until is null;
create index unassigned_due on unassigned (practice_id, due_at, id) where until is null;
create index unassigned_batch on unassigned (practice_id, batch) where batch is not null;

-- Who is named for a restricted client, beside those who have it.
create table client_named (
  practice_id uuid not null,
  client_id uuid not null,
  member_id uuid not null,
  since timestamptz not null,
  until timestamptz,
  named_by uuid,
  ended_by uuid,
  primary key (practice_id, client_id, member_id, since),
  foreign key (practice_id, client_id) references client,
  foreign key (practice_id, member_id) references member
);
create unique index client_named_once on client_named (practice_id, client_id, member_id) where until is null;
create index client_named_for on client_named (practice_id, member_id) where until is null;

do $$ declare t text; begin
  foreach t in array array['coverage', 'coverage_client', 'unassigned', 'client_named'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own_practice on %I using (practice_id = app_practice()) with check (practice_id = app_practice())', t);
    execute format('grant select, insert, update on %I to caseload_app', t);
  end loop;
end $$;

-- Nobody is assigned to whoever has left, and nobody leaves with clients: of an assignment and a departure at the same
-- moment, one waits for the other, and then sees it. (The member's row is held, as every change of a membership does.)
create function assignment_to_the_team() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  perform 1 from public.member where practice_id = new.practice_id and id = new.member_id
    and status in ('invited', 'active', 'on_hold', 'inactive', 'suspended') for share;
  if not found then
    raise exception 'assigned to someone who has left' using errcode = 'check_violation', constraint = 'assignment_to_the_team';
  end if;
  return new;
end $$;
create trigger assignment_to_the_team before insert on assignment for each row when (new.until is null) execute function assignment_to_the_team();
create function member_leaves_no_clients() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if exists (select from public.assignment where practice_id = new.practice_id and member_id = new.id and until is null) then
    raise exception 'clients would be left without a provider' using errcode = 'check_violation', constraint = 'member_leaves_no_clients';
  end if;
  return null;
end $$;
create trigger member_leaves_no_clients after update of status on member for each row
  when (new.status in ('archived', 'removed') and old.status not in ('archived', 'removed'))
  execute function member_leaves_no_clients();
