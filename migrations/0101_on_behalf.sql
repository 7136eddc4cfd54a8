-- What a member began and a job goes on with: the door once more (0096), without a sign-in session. The member is read as
-- access_enter() reads them, and held until the end of the transaction: of their removal and this, one waits for the other.

create function access_on_behalf(of_practice uuid, of_member uuid, ahead interval)
returns table (now timestamptz, practice_open boolean, originating boolean, first_name text, last_name text, status text,
  role_id uuid, role_name text, grants text[], overrides text[], off text[], location_id uuid)
language plpgsql set search_path = pg_catalog, public as $$
#variable_conflict use_column
declare
  t timestamptz := pg_catalog.now() + ahead;
  w record;
  reach text;
begin
  perform set_config('app.practice', of_practice::text, true), set_config('app.now', t::text, true);
  perform 1 from public.member m where m.practice_id = of_practice and m.id = of_member for share;
  select p.closed_at is null as practice_open, p.originating_member_id = m.id as originating, m.first_name, m.last_name, m.status,
      m.role_id, r.name as role_name, m.overrides, r.off, m.primary_location_id,
      -- A role held for a time and no longer gives nothing.
      case when r.limit_hours is null or m.role_since + make_interval(hours => r.limit_hours) > t
        then public.effective_grants(r.grants, r.off, m.overrides) else '{}' end as grants
    into w
    from public.member m
    join public.practice p on p.id = m.practice_id
    join public.role r on r.practice_id = m.practice_id and r.id = m.role_id
    where m.practice_id = of_practice and m.id = of_member;
  if not found then return; end if;
  -- Whoever can't come in sees nothing.
  reach := case when w.status in ('active', 'on_hold') and w.practice_open then public.clients_reach(w.grants) else 'none' end;
  perform set_config('app.member', of_member::text, true), set_config('app.clients', reach, true),
    set_config('app.locations', public.locations_of(of_practice, of_member)::text, true);
  return query select t, w.practice_open, w.originating, w.first_name, w.last_name, w.status, w.role_id, w.role_name, w.grants,
    w.overrides, w.off, w.primary_location_id;
end $$;
grant execute on function access_on_behalf(uuid, uuid, interval) to caseload_app;
