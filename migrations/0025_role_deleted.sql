-- A deleted role stays, so that history keeps its name; nobody on the team can hold it; and the rule of the last
-- administrator stays quick however many are moved at once.

alter table role
  add column deleted_at timestamptz,
  add column deleted_by uuid;
drop index role_name_key;
create unique index role_name_key on role (practice_id, lower(name)) where deleted_at is null;

-- A foreign key sees no difference between a role and a deleted one: this does. `for key share` waits for whoever
-- deletes the role (`for update`), and for nobody who merely edits it.
create function member_role_is_there() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if new.status in ('invited', 'active', 'on_hold', 'inactive', 'suspended')
    and (tg_op = 'INSERT' or new.role_id <> old.role_id or old.status not in ('invited', 'active', 'on_hold', 'inactive', 'suspended'))
  then
    perform 1 from public.role where practice_id = new.practice_id and id = new.role_id and deleted_at is null for key share;
    if not found then
      raise exception 'nobody holds a deleted role' using errcode = 'foreign_key_violation', constraint = 'member_role_exists';
    end if;
  end if;
  return new;
end $$;
create trigger member_role_is_there before insert or update of role_id, status on member
  for each row execute function member_role_is_there();

-- The few who have more or less than their role are found without looking at everyone.
create index member_with_overrides on member (practice_id, id) where overrides <> '{}';

-- Whether someone can administer the practice and sign in, beside one member, or beside whoever has it from one role.
-- The same as administers(effective_grants(…)) over everyone, through indexes. Not stable: after a wait for a lock it
-- has to look anew.
create function has_administrator(of_practice uuid, beside_member uuid, beside_role uuid) returns boolean language sql
  return exists (
    select from role r
    where r.practice_id = of_practice and r.id is distinct from beside_role and r.limit_hours is null
      and 'team.roles' = any (r.grants) and 'team' <> all (r.off)
      and exists (
        select from member m
        where m.practice_id = r.practice_id and m.role_id = r.id and m.id is distinct from beside_member
          and m.status = 'active' and m.account_id is not null and '-team.roles' <> all (m.overrides)))
  or exists (
    select from member m join role r on r.practice_id = m.practice_id and r.id = m.role_id
    where m.practice_id = of_practice and m.overrides <> '{}' and '+team.roles' = any (m.overrides) and m.id is distinct from beside_member
      and m.status = 'active' and m.account_id is not null and r.limit_hours is null);
grant execute on function has_administrator(uuid, uuid, uuid) to caseload_app;

create or replace function practice_keeps_administrator() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  perform 1 from public.practice where id = old.practice_id and closed_at is null for update;
  if not found then return null; end if;
  -- Whoever did not administer takes nothing away: thousands may be moved out of such a role.
  if tg_table_name = 'member' then
    if '+team.roles' <> all (old.overrides) and not exists (
      select from public.role r where r.practice_id = old.practice_id and r.id = old.role_id and 'team.roles' = any (r.grants) and 'team' <> all (r.off))
    then return null; end if;
  end if;
  if not public.has_administrator(old.practice_id, null, null) then
    raise exception 'a practice needs an administrator who can sign in'
      using errcode = 'check_violation', constraint = 'practice_keeps_administrator';
  end if;
  return null;
end $$;

-- How many clients come into sight, or go out of it, for whoever holds a role, if it became something else: the
-- greatest changes of either kind, with how many people it concerns and between which numbers. All clients are counted,
-- whoever asks: numbers, and nothing else, leave it. A planner that knows nothing of how many hold the role loops over
-- them for each client: it must not.
create function clients_in_sight(of_role uuid, grants text[], off text[], new_grants text[], new_off text[])
returns table (more boolean, people bigint, fewest bigint, most bigint, name text, clients bigint)
language plpgsql set enable_nestloop = off set search_path = pg_catalog, public as $$
#variable_conflict use_column
declare
  reach text := public.app_reach();
begin
  perform set_config('app.clients', 'practice', true);
  return query
  with kinds as materialized (
    select o.overrides, public.clients_reach(public.effective_grants(grants, off, o.overrides)) as was,
      public.clients_reach(public.effective_grants(new_grants, new_off, o.overrides)) as becomes
    from (select distinct m.overrides from public.member m
      where m.practice_id = public.app_practice() and m.role_id = of_role and m.status in ('active', 'on_hold')) o),
  holder as materialized (
    select m.id, m.first_name || ' ' || m.last_name as name, m.sort_key, m.primary_location_id, k.was, k.becomes
    from public.member m join kinds k on k.overrides = m.overrides
    where m.practice_id = public.app_practice() and m.role_id = of_role and m.status in ('active', 'on_hold') and k.was <> k.becomes),
  place as materialized (
    select h.id as member_id, h.primary_location_id as location_id from holder h
    union
    select l.member_id, l.location_id from public.member_location l join holder h on h.id = l.member_id
    where l.practice_id = public.app_practice() and l.until is null),
  there as materialized (
    select c.location_id, count(*) as n from public.client c where c.practice_id = public.app_practice() group by 1),
  at_places as (
    select p.member_id, sum(t.n)::bigint as n from place p join there t on t.location_id = p.location_id group by 1),
  assigned as (
    select a.member_id, count(*) as n, count(*) filter (where p.member_id is null) as elsewhere
    from public.assignment a
    join holder h on h.id = a.member_id
    join public.client c on c.practice_id = a.practice_id and c.id = a.client_id
    left join place p on p.member_id = a.member_id and p.location_id = c.location_id
    where a.practice_id = public.app_practice() and a.until is null group by 1),
  sight as (
    select h.name, h.sort_key, h.id,
      case h.becomes when 'practice' then all_of.n when 'locations' then coalesce(p.n, 0) + coalesce(a.elsewhere, 0)
        when 'own' then coalesce(a.n, 0) else 0 end
      - case h.was when 'practice' then all_of.n when 'locations' then coalesce(p.n, 0) + coalesce(a.elsewhere, 0)
        when 'own' then coalesce(a.n, 0) else 0 end as change
    from holder h
    cross join (select coalesce(sum(t.n), 0)::bigint as n from there t) all_of
    left join at_places p on p.member_id = h.id
    left join assigned a on a.member_id = h.id),
  ranked as (
    select s.change > 0 as more, count(*) over w as people, min(abs(s.change)) over w as fewest, max(abs(s.change)) over w as most,
      s.name, abs(s.change) as clients, row_number() over (partition by s.change > 0 order by abs(s.change) desc, s.sort_key, s.id) as nth
    from sight s where s.change <> 0
    window w as (partition by s.change > 0))
  select r.more, r.people, r.fewest, r.most, r.name, r.clients from ranked r where r.nth <= 3 order by r.more desc, r.nth;
  perform set_config('app.clients', coalesce(reach, ''), true);
end $$;
grant execute on function clients_in_sight(uuid, text[], text[], text[], text[]) to caseload_app;
