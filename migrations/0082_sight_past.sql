-- Who could see a client on a past day: what makes that answerable where only the present was kept, and by the client.

-- Since when, and until when, a client counts as seen by a member (client_seen, 0061).
create table client_seen_past (
  practice_id uuid not null,
  client_id uuid not null,
  member_id uuid not null,
  since timestamptz not null,
  until timestamptz,
  primary key (practice_id, client_id, member_id, since),
  foreign key (practice_id, client_id) references client,
  foreign key (practice_id, member_id) references member
);
alter table client_seen no force row level security;     -- the owner fills in what is new, across practices
insert into client_seen_past select practice_id, client_id, member_id, last_at, null from client_seen;
alter table client_seen force row level security;
alter table client_seen_past enable row level security;
alter table client_seen_past force row level security;
create policy own_practice on client_seen_past using (practice_id = app_practice()) with check (practice_id = app_practice());
grant select, insert, update on client_seen_past to caseload_app;

-- A count taken away and written again in one transaction is no end. (Each row is looked up by itself: the plan is kept, and
-- must be good for one row as for a hundred thousand.)
create function client_seen_begins() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  update public.client_seen_past p set until = null where p.ctid = any (array(
    select x.ctid from fresh f cross join lateral (
      select y.ctid from public.client_seen_past y
      where y.practice_id = f.practice_id and y.client_id = f.client_id and y.member_id = f.member_id and y.until = public.app_now() offset 0) x));
  insert into public.client_seen_past
    select f.practice_id, f.client_id, f.member_id, public.app_now(), null from fresh f
    where not exists (select from public.client_seen_past p
      where p.practice_id = f.practice_id and p.client_id = f.client_id and p.member_id = f.member_id and p.until is null offset 0);
  return null;
end $$;
create trigger client_seen_begins after insert on client_seen referencing new table as fresh
  for each statement execute function client_seen_begins();
create function client_seen_ends() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  update public.client_seen_past p set until = public.app_now() where p.ctid = any (array(
    select x.ctid from gone g cross join lateral (
      select y.ctid from public.client_seen_past y
      where y.practice_id = g.practice_id and y.client_id = g.client_id and y.member_id = g.member_id and y.until is null offset 0) x));
  return null;
end $$;
create trigger client_seen_ends after delete on client_seen referencing old table as gone
  for each statement execute function client_seen_ends();

create index unassigned_of_client on unassigned (practice_id, client_id);
create index group_client_ever on group_client (practice_id, client_id);
create index member_location_ever on member_location (practice_id, location_id, member_id);
