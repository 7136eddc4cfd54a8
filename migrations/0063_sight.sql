-- Which clients one sees, in full (caseload::visible says the same for each statement; this is the second wall):
--
--   one has to do with a client by name, if one is assigned to it now, covers for someone who is, supervises someone who
--   is or who has seen it (clinically), is named for it, or sees to it on the Unassigned board;
--   one has to do with a client by group, if both are in one.
--
-- A restricted client is seen by those who have to do with it by name, and by nobody else. Any other is seen by those too,
-- by whoever shares a group with it, by whoever's role reaches its location, or the whole practice. Whoever's role can't
-- view clients sees none. The deleted are seen by nobody, but for the very moment in which they are deleted.

-- (The laterals with their `offset 0` keep the planner from reading everyone's assignments to join a handful of relations.)
create function clients_by_name(of_member uuid) returns table (client_id uuid) language sql stable parallel safe as $$
  select a.client_id from assignment a where a.practice_id = app_practice() and a.member_id = of_member and a.until is null
  union all
  select a.client_id from coverage v
    cross join lateral (select x.client_id from assignment x
      where x.practice_id = app_practice() and x.member_id = v.absent_id and x.until is null offset 0) a
    where v.practice_id = app_practice() and v.cover_id = of_member and v.ends_at > app_now() and v.starts_at <= app_now()
      and (v.whole or exists (select from coverage_client x where x.practice_id = app_practice() and x.coverage_id = v.id and x.client_id = a.client_id))
  union all
  select w.client_id from supervision s
    cross join lateral (
      select x.client_id from assignment x where x.practice_id = app_practice() and x.member_id = s.supervisee_id and x.until is null
      union all
      select x.client_id from client_seen x where x.practice_id = app_practice() and x.member_id = s.supervisee_id
      offset 0) w
    where s.practice_id = app_practice() and s.supervisor_id = of_member and s.until is null and s.kind in ('clinical', 'both')
  union all
  select n.client_id from client_named n where n.practice_id = app_practice() and n.member_id = of_member and n.until is null
  union all
  select u.client_id from unassigned u where u.practice_id = app_practice() and u.owner_id = of_member and u.until is null
$$;
create function clients_by_group(of_member uuid) returns table (client_id uuid) language sql stable parallel safe as $$
  select c.client_id from group_member m
    cross join lateral (select x.client_id from group_client x
      where x.practice_id = app_practice() and x.group_id = m.group_id and x.until is null offset 0) c
    where m.practice_id = app_practice() and m.member_id = of_member and m.until is null
$$;
grant execute on function clients_by_name(uuid), clients_by_group(uuid) to caseload_app;

-- What the door set is read once for a statement, not once for a row: hence the little selects (see 0035). But not as an
-- argument: with one the function would not become part of the statement, and its indexes would be out of reach.
do $$
declare
  sees constant text :=
    '((select %1$s() = ''practice'') and not restricted)
      or ((select %1$s() = ''locations'') and not restricted and location_id = any ((select %2$s())::uuid[]))
      or ((select %1$s() in (''own'', ''locations'')) and not restricted and %4$I in (select g.client_id from clients_by_group(%3$s()) g))
      or ((select %1$s() in (''own'', ''locations'', ''practice'')) and %4$I in (select n.client_id from clients_by_name(%3$s()) n))';
  here record;
begin
  for here in select * from (values ('client', 'id', '', ' and (deleted_at is null or deleted_at >= app_now())'), ('client_word', 'client_id', ' for select', '')) t (name, id, reading, kept) loop
    execute format('drop policy visible_clients on %I', here.name);
    execute format('drop policy not_beyond_the_viewer on %I', here.name);
    execute format('create policy visible_clients on %I', here.name) || here.reading || ' using (practice_id = (select app_practice())' || here.kept
      || ' and (' || format(sees, 'app_reach', 'app_locations', 'app_member', here.id) || '))';
    execute format('create policy not_beyond_the_viewer on %I', here.name) || ' as restrictive for select using ((select app_viewer() is null) or '
      || format(sees, 'app_viewer_reach', 'app_viewer_locations', 'app_viewer', here.id) || ')';
  end loop;
end $$;
