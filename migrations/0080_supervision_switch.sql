-- Supervision is switched on per practice, and so are several supervisors of one member. Switched off, relations stay on
-- record and give nothing: a supervisor sees no client through one. When it was off is kept, so that who could see a
-- client on a past day has an answer.

alter table practice
  add column supervision_on boolean not null default true,
  add column several_supervisors boolean not null default true;

create table supervision_off (
  practice_id uuid not null references practice,
  since timestamptz not null,
  until timestamptz,
  primary key (practice_id, since)
);
alter table supervision_off enable row level security;
alter table supervision_off force row level security;
create policy own_practice on supervision_off using (practice_id = app_practice()) with check (practice_id = app_practice());
grant select, insert, update on supervision_off to caseload_app;

create function supervision_switched() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if new.supervision_on then
    update public.supervision_off set until = public.app_now() where practice_id = new.id and until is null;
  else
    insert into public.supervision_off values (new.id, public.app_now(), null) on conflict (practice_id, since) do update set until = null;
  end if;
  return null;
end $$;
create trigger supervision_switched after update of supervision_on on practice for each row
  when (old.supervision_on is distinct from new.supervision_on) execute function supervision_switched();

-- The lock on the practice, which keeps circles out (0041), also makes a relation and the switch wait for one another.
create or replace function supervision_no_cycle() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  p record;
begin
  select supervision_on, several_supervisors into p from public.practice where id = new.practice_id for update;
  if new.until is null and not p.supervision_on then
    raise exception 'supervision is switched off' using errcode = 'check_violation', constraint = 'supervision_switched_on';
  end if;
  if new.until is null and not p.several_supervisors and exists (
    select from public.supervision s where s.practice_id = new.practice_id and s.supervisee_id = new.supervisee_id
      and s.supervisor_id <> new.supervisor_id and s.until is null)
  then
    raise exception 'a second supervisor' using errcode = 'check_violation', constraint = 'supervision_one_each';
  end if;
  if exists (
    with recursive above as (
      select new.supervisor_id as id
      union
      select s.supervisor_id from above a
        join public.supervision s on s.practice_id = new.practice_id and s.supervisee_id = a.id and s.until is null)
    select from above where id = new.supervisee_id)
  then
    raise exception 'a circle of supervision'
      using errcode = 'check_violation', constraint = case when new.supervisor_id = new.supervisee_id then 'supervision_of_another' else 'supervision_no_cycle' end;
  end if;
  return new;
end $$;

-- As 0063 has it, with the switch. Another's clients are looked up member by member (the offset keeps them so): few have
-- more than a handful of supervisees, and without it the planner reads the assignments of the whole practice.
create or replace function clients_by_name(of_member uuid) returns table (client_id uuid) language sql stable parallel safe as $$
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
  select u.client_id from unassigned u where u.practice_id = app_practice() and u.owner_id = of_member and u.until is null
$$;
