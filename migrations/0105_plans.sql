-- What a page of clients costs, with 100,000 of them among millions: most of it was not looking but setting out. A policy
-- that is written out in full in every statement, several times each, makes plans of hundreds of nodes, and PostgreSQL
-- builds each of them anew for every execution. What is written in PL/pgSQL is planned once for a session, and stands in
-- a plan as one node that costs nothing until it is asked.

-- Whom one has to do with, word for word as 0080 and 0063 have it. (The laterals with their `offset 0` keep the planner
-- from reading everyone's assignments to join a handful of relations.)
create or replace function clients_by_name(of_member uuid) returns table (client_id uuid) language plpgsql stable parallel safe rows 200 as $$
begin
  return query
  select a.client_id from assignment a where a.practice_id = app_practice() and a.member_id = of_member and a.until is null
  union all
  select a.client_id from coverage v
    cross join lateral (select x.client_id from assignment x
      where x.practice_id = app_practice() and x.member_id = v.absent_id and x.until is null offset 0) a
    where v.practice_id = app_practice() and v.cover_id = of_member and v.ends_at > app_now() and v.starts_at <= app_now()
      and (v.whole or exists (select from coverage_client x where x.practice_id = app_practice() and x.coverage_id = v.id and x.client_id = a.client_id))
  union all
  select w.client_id from practice p
    join supervision s on s.practice_id = app_practice() and s.supervisor_id = of_member and s.until is null and s.kind in ('clinical', 'both')
    cross join lateral (
      select x.client_id from assignment x where x.practice_id = app_practice() and x.member_id = s.supervisee_id and x.until is null
      union all
      select x.client_id from client_seen x where x.practice_id = app_practice() and x.member_id = s.supervisee_id
      offset 0) w
    where p.id = app_practice() and p.supervision_on
  union all
  select n.client_id from client_named n where n.practice_id = app_practice() and n.member_id = of_member and n.until is null
  union all
  select u.client_id from unassigned u where u.practice_id = app_practice() and u.owner_id = of_member and u.until is null;
end $$;
create or replace function clients_by_group(of_member uuid) returns table (client_id uuid) language plpgsql stable parallel safe rows 100 as $$
begin
  return query
  select c.client_id from group_member m
    cross join lateral (select x.client_id from group_client x
      where x.practice_id = app_practice() and x.group_id = m.group_id and x.until is null offset 0) c
    where m.practice_id = app_practice() and m.member_id = of_member and m.until is null;
end $$;
create or replace function locations_of(of_practice uuid, of_member uuid) returns uuid[] language plpgsql stable parallel safe as $$
begin
  return array(
    select primary_location_id from member where practice_id = of_practice and id = of_member
    union
    select location_id from member_location where practice_id = of_practice and member_id = of_member and until is null);
end $$;

-- What the door set is read once for a statement, not once for a row.
drop policy own_practice on client_tally;
create policy own_practice on client_tally using (practice_id = (select app_practice()) or (select app_job()) = 'tally') with check (true);
drop policy own_practice on unassigned;
create policy own_practice on unassigned using (practice_id = (select app_practice())) with check (practice_id = app_practice());
drop policy overdue_somewhere on unassigned;
create policy overdue_somewhere on unassigned for select using ((select app_job()) = 'unassigned');

-- A word knows since when its client is there and when it was last seen: a search counts what it finds in one index.
alter table client no force row level security;
alter table client_word no force row level security;
alter table client_word add column created_at timestamptz, add column last_visit_at timestamptz;
update client_word w set created_at = c.created_at, last_visit_at = c.last_visit_at
  from client c where c.practice_id = w.practice_id and c.id = w.client_id;
alter table client_word alter column created_at set not null;
drop index client_word_find;
create index client_word_find on client_word (practice_id, word, sort_key, client_id)
  include (location_id, archived, restricted, created_at, last_visit_at);

create or replace function client_words() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if tg_op = 'UPDATE' then
    delete from public.client_word where practice_id = new.practice_id and client_id = new.id;
  end if;
  if new.deleted_at is null then
    insert into public.client_word (practice_id, client_id, word, sort_key, location_id, archived, restricted, created_at, last_visit_at)
      select new.practice_id, new.id, w, new.sort_key, new.location_id, new.archived_at is not null, new.restricted, new.created_at, new.last_visit_at
      from unnest(public.words_of(new.first_name || ' ' || new.last_name || ' ' || new.preferred_name)) w;
  end if;
  return null;
end $$;
create or replace function client_words_of_new() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  insert into public.client_word (practice_id, client_id, word, sort_key, location_id, archived, restricted, created_at, last_visit_at)
    select f.practice_id, f.id, w, f.sort_key, f.location_id, f.archived_at is not null, f.restricted, f.created_at, f.last_visit_at
    from fresh f cross join lateral unnest(public.words_of(f.first_name || ' ' || f.last_name || ' ' || f.preferred_name)) w
    where f.deleted_at is null;
  return null;
end $$;
create function client_words_seen() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  update public.client_word w set created_at = new.created_at, last_visit_at = new.last_visit_at
    where w.practice_id = new.practice_id and w.client_id = new.id;
  return null;
end $$;
create trigger client_words_seen after update on client for each row
  when ((old.created_at, old.last_visit_at) is distinct from (new.created_at, new.last_visit_at)) execute function client_words_seen();
create policy seen_words on client_word for update using (practice_id = (select app_practice())) with check (practice_id = app_practice());
grant update (created_at, last_visit_at) on client_word to caseload_app;

-- The tally knows how many are both new and seen: whoever was added and seen since a day was, on the earlier of the two.
alter table client_tally drop constraint client_tally_known, add constraint client_tally_known check (what in ('in', 'new', 'seen', 'both'));
create or replace function client_tally_new() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  insert into public.client_tally (practice_id, archived, day, what, location_id, portal, n)
    select f.practice_id, f.archived_at is not null, d.day, d.what, f.location_id, f.portal, count(*)
    from fresh f cross join lateral public.client_tally_days(f.created_at, f.last_visit_at) d
    where f.deleted_at is null and not f.restricted and d.day > (public.app_now() at time zone 'utc')::date - 60
    group by 1, 2, 3, 4, 5, 6;
  return null;
end $$;
create or replace function client_tally_changed() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  insert into public.client_tally (practice_id, archived, day, what, location_id, portal, n)
    select c.practice_id, c.archived, d.day, d.what, c.location_id, c.portal, sum(c.n)
    from (
      select practice_id, archived_at is not null as archived, location_id, portal, created_at, last_visit_at, 1 as n
        from fresh where deleted_at is null and not restricted
      union all
      select practice_id, archived_at is not null, location_id, portal, created_at, last_visit_at, -1
        from before where deleted_at is null and not restricted) c
    cross join lateral public.client_tally_days(c.created_at, c.last_visit_at) d
    where d.day > (public.app_now() at time zone 'utc')::date - 60
    group by 1, 2, 3, 4, 5, 6 having sum(c.n) <> 0;
  return null;
end $$;
-- Where a client is counted; a day that isn't known is none.
create function client_tally_days(created timestamptz, seen timestamptz) returns table (day date, what text) language sql immutable as $$
  values ('infinity'::date, 'in'), ((created at time zone 'utc')::date, 'new'), ((seen at time zone 'utc')::date, 'seen'),
    (case when seen is not null then (least(created, seen) at time zone 'utc')::date end, 'both')
$$;
insert into client_tally (practice_id, archived, day, what, location_id, portal, n, summed)
  select f.practice_id, f.archived_at is not null, d.day, d.what, f.location_id, f.portal, count(*), true
  from client f cross join lateral client_tally_days(f.created_at, f.last_visit_at) d
  where f.deleted_at is null and not f.restricted and d.what = 'both' and d.day > (now() at time zone 'utc')::date - 60
  group by 1, 2, 3, 4, 5, 6;
alter table client_word force row level security;
alter table client force row level security;
