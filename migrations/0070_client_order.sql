-- The list of clients in each order it can be read in, and its figures without counting a hundred thousand.

-- Every order has an index: of the whole practice, of one location, and of those who were archived. Whoever was never
-- seen stands before the very first visit.
drop index client_by_last_visit;
create index client_by_last_visit on client (practice_id, (coalesce(last_visit_at, '-infinity'::timestamptz)), id) where archived_at is null;
create index client_by_portal on client (practice_id, portal, sort_key, id) where archived_at is null;
create index client_there_by_created on client (practice_id, location_id, created_at, id) where archived_at is null;
create index client_there_by_last_visit on client (practice_id, location_id, (coalesce(last_visit_at, '-infinity'::timestamptz)), id) where archived_at is null;
create index client_there_by_portal on client (practice_id, location_id, portal, sort_key, id) where archived_at is null;
create index client_archived_by_created on client (practice_id, created_at, id) where archived_at is not null;
create index client_archived_by_last_visit on client (practice_id, (coalesce(last_visit_at, '-infinity'::timestamptz)), id) where archived_at is not null;
create index client_archived_by_portal on client (practice_id, portal, sort_key, id) where archived_at is not null;

-- The tally of clients whom whoever reaches a location sees: the restricted are not in it, nor the deleted. It is only
-- added to, a line for what a statement changed, so nobody waits for anybody; the lines are summed up now and then. What
-- is counted by days is read for the last thirty of them: older days are not kept.
create table client_tally (
  practice_id uuid not null,
  archived boolean not null,
  day date not null,                   -- 'infinity' for all there are
  what text not null constraint client_tally_known check (what in ('in', 'new', 'seen')),
  location_id uuid not null,
  portal text not null,
  n bigint not null,
  summed boolean not null default false
);
create index client_tally_read on client_tally (practice_id, archived, day) include (location_id, what, portal, n);
create index client_tally_new on client_tally (practice_id) where not summed;

create function client_tally_new() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  insert into public.client_tally (practice_id, archived, day, what, location_id, portal, n)
    select f.practice_id, f.archived_at is not null, d.day, d.what, f.location_id, f.portal, count(*)
    from fresh f cross join lateral (values ('infinity'::date, 'in'), ((f.created_at at time zone 'utc')::date, 'new'),
      ((f.last_visit_at at time zone 'utc')::date, 'seen')) d (day, what)
    where f.deleted_at is null and not f.restricted and d.day > (public.app_now() at time zone 'utc')::date - 60
    group by 1, 2, 3, 4, 5, 6;
  return null;
end $$;
create function client_tally_changed() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  insert into public.client_tally (practice_id, archived, day, what, location_id, portal, n)
    select c.practice_id, c.archived, d.day, d.what, c.location_id, c.portal, sum(c.n)
    from (
      select practice_id, archived_at is not null as archived, location_id, portal, created_at, last_visit_at, 1 as n
        from fresh where deleted_at is null and not restricted
      union all
      select practice_id, archived_at is not null, location_id, portal, created_at, last_visit_at, -1
        from before where deleted_at is null and not restricted) c
    cross join lateral (values ('infinity'::date, 'in'), ((c.created_at at time zone 'utc')::date, 'new'),
      ((c.last_visit_at at time zone 'utc')::date, 'seen')) d (day, what)
    where d.day > (public.app_now() at time zone 'utc')::date - 60
    group by 1, 2, 3, 4, 5, 6 having sum(c.n) <> 0;
  return null;
end $$;
create trigger client_tally_new after insert on client referencing new table as fresh for each statement execute function client_tally_new();
create trigger client_tally_changed after update on client referencing old table as before new table as fresh
  for each statement execute function client_tally_changed();

-- Sums up the lines of practices that have many new ones; how many practices. One statement for each: whoever reads
-- meanwhile sees all the lines, or their sum.
create function client_tally_sum(lines int) returns int language plpgsql security definer set search_path = pg_catalog, public as $$
declare here uuid; practices int := 0;
begin
  perform set_config('app.job', 'tally', true);
  for here in select practice_id from public.client_tally where not summed group by 1 having count(*) >= lines order by 1 loop
    with gone as (delete from public.client_tally where practice_id = here returning *)
    insert into public.client_tally (practice_id, archived, day, what, location_id, portal, n, summed)
      select practice_id, archived, day, what, location_id, portal, sum(n), true from gone
      where day > (public.app_now() at time zone 'utc')::date - 60
      group by 1, 2, 3, 4, 5, 6 having sum(n) <> 0;
    practices := practices + 1;
  end loop;
  return practices;
end $$;
grant execute on function client_tally_sum(int) to caseload_app;

alter table client no force row level security;          -- the owner counts what is there, across practices
insert into client_tally (practice_id, archived, day, what, location_id, portal, n, summed)
  select f.practice_id, f.archived_at is not null, d.day, d.what, f.location_id, f.portal, count(*), true
  from client f cross join lateral (values ('infinity'::date, 'in'), ((f.created_at at time zone 'utc')::date, 'new'),
    ((f.last_visit_at at time zone 'utc')::date, 'seen')) d (day, what)
  where f.deleted_at is null and not f.restricted and d.day > (now() at time zone 'utc')::date - 60
  group by 1, 2, 3, 4, 5, 6;
alter table client force row level security;

alter table client_tally enable row level security;
alter table client_tally force row level security;
create policy own_practice on client_tally using (practice_id = app_practice() or app_job() = 'tally') with check (true);
grant select on client_tally to caseload_app;             -- only the triggers and the sum write
