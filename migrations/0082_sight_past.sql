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

-- Visits are counted anew by taking the count away and writing it again, in one transaction: that is no end.
create function client_seen_begins() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  update public.client_seen_past p set until = null from fresh f
    where p.practice_id = f.practice_id and p.client_id = f.client_id and p.member_id = f.member_id and p.until = public.app_now();
  insert into public.client_seen_past
    select f.practice_id, f.client_id, f.member_id, public.app_now(), null from fresh f
    where not exists (select from public.client_seen_past p
      where p.practice_id = f.practice_id and p.client_id = f.client_id and p.member_id = f.member_id and p.until is null);
  return null;
end $$;
create trigger client_seen_begins after insert on client_seen referencing new table as fresh
  for each statement execute function client_seen_begins();
create function client_seen_ends() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  update public.client_seen_past p set until = public.app_now() from gone g
    where p.practice_id = g.practice_id and p.client_id = g.client_id and p.member_id = g.member_id and p.until is null;
  return null;
end $$;
create trigger client_seen_ends after delete on client_seen referencing old table as gone
  for each statement execute function client_seen_ends();

create index unassigned_of_client on unassigned (practice_id, client_id);
create index group_client_ever on group_client (practice_id, client_id);
create index member_location_ever on member_location (practice_id, location_id, member_id);
