-- What the visits make of a client is kept for many at once: an import of a hundred thousand visits is a handful of
-- statements, not one for each pair of client and member. And a visit that changed hands is taken from the one it left.

alter table visit add column version int not null default 1;   -- counts its changes, for the form that overwrites it
create index visit_note_pending_of on visit (practice_id, member_id) where state = 'held' and noted_at is null;

-- Held visits alone count. The clients are held first, in one order, so that of two who count the same client's visits the
-- second counts what the first one did. (Lists of ids, not joins: the plan is kept, and must be good for one as for many.)
create function clients_last_visited(of_practice uuid, ids uuid[]) returns void language plpgsql set search_path = pg_catalog, public as $$
begin
  update public.client c
    set last_visit_at = (select max(w.last_at) from public.client_seen w where w.practice_id = c.practice_id and w.client_id = c.id)
    where c.practice_id = of_practice and c.id = any (ids) and c.last_visit_at is distinct from (
      select max(w.last_at) from public.client_seen w where w.practice_id = c.practice_id and w.client_id = c.id);
end $$;
create function clients_held(of_practice uuid, ids uuid[]) returns void language plpgsql set search_path = pg_catalog, public as $$
begin
  perform from public.client c where c.practice_id = of_practice and c.id = any (ids) order by c.id for no key update;
end $$;
grant execute on function clients_last_visited(uuid, uuid[]), clients_held(uuid, uuid[]) to caseload_app;

create function visits_added() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare here uuid; ids uuid[];
begin
  for here in select distinct f.practice_id from fresh f where f.state = 'held' loop
    select array_agg(distinct f.client_id) into ids from fresh f where f.practice_id = here and f.state = 'held';
    perform public.clients_held(here, ids);
    insert into public.client_seen as s (practice_id, member_id, client_id, visits, last_at)
      select here, f.member_id, f.client_id, count(*), max(f.starts_at)
      from fresh f where f.practice_id = here and f.state = 'held' group by f.client_id, f.member_id order by f.client_id, f.member_id
      on conflict (practice_id, member_id, client_id)
      do update set visits = s.visits + excluded.visits, last_at = greatest(s.last_at, excluded.last_at);
    perform public.clients_last_visited(here, ids);
  end loop;
  return null;
end $$;

-- The pairs a change concerns, on either side of it, are counted anew.
create function visits_changed() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare here uuid; ids uuid[]; members uuid[]; clients uuid[];
begin
  for here in select distinct f.practice_id from fresh f loop
    select array_agg(t.client_id), array_agg(t.member_id) into clients, members from (
      select distinct p.client_id, p.member_id
      from gone g join fresh f on f.practice_id = g.practice_id and f.id = g.id
        cross join lateral (values (g.client_id, g.member_id, g.state), (f.client_id, f.member_id, f.state)) p (client_id, member_id, state)
      where g.practice_id = here and 'held' in (g.state, f.state)
        and (g.client_id, g.member_id, g.starts_at, g.state) is distinct from (f.client_id, f.member_id, f.starts_at, f.state)) t;
    continue when clients is null;
    select array_agg(distinct c) into ids from unnest(clients) c;
    perform public.clients_held(here, ids);
    with counted as materialized (
      select p.client_id, p.member_id, n.visits, n.last_at from unnest(clients, members) p (client_id, member_id) cross join lateral (
        select count(*) as visits, max(v.starts_at) as last_at
        from (select * from public.visit x where x.practice_id = here and x.client_id = p.client_id offset 0) v
        where v.member_id = p.member_id and v.state = 'held') n),
    none as (
      delete from public.client_seen s where s.practice_id = here and s.client_id = any (ids)
        and (s.client_id, s.member_id) in (select n.client_id, n.member_id from counted n where n.visits = 0))
    insert into public.client_seen as s (practice_id, member_id, client_id, visits, last_at)
      select here, n.member_id, n.client_id, n.visits, n.last_at from counted n where n.visits > 0 order by n.client_id, n.member_id
      on conflict (practice_id, member_id, client_id) do update set visits = excluded.visits, last_at = excluded.last_at;
    perform public.clients_last_visited(here, ids);
  end loop;
  return null;
end $$;
create trigger visits_added after insert on visit referencing new table as fresh for each statement execute function visits_added();
create trigger visits_changed after update on visit referencing old table as gone new table as fresh for each statement execute function visits_changed();
