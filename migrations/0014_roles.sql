-- What a role is beyond its grants, and what one member has more or less than their role.
--
-- A role's `off` names modules switched off for it, ticks kept. A member's `overrides` are grants given beyond the role
-- ('+clients.export', '+clients.view:locations') or withheld ('-clients.delete'). What someone may do is
-- effective_grants() of the three, in the program and here alike.

alter table role no force row level security;
alter table member no force row level security;

alter table role
  add column off text[] not null default '{}',
  add column requires_supervision boolean not null default false,
  add column can_supervise boolean not null default false,
  add column billing_modifier text constraint role_billing_modifier_known check (billing_modifier in ('HO', 'HN', 'HP')),
  add column limit_hours int constraint role_limit_hours_sane check (limit_hours between 1 and 8760),  -- for how long it is held: Support
  add column changed_at timestamptz,
  add column changed_by uuid;
update role set changed_at = created_at;
alter table role alter column changed_at set not null;
alter table role alter column changed_at set default now();

alter table member
  add column overrides text[] not null default '{}',
  add column role_since timestamptz,
  add column status_reason text not null default '' constraint member_status_reason_short check (length(status_reason) <= 500);
update member set role_since = coalesce(joined_at, changed_at);
alter table member alter column role_since set not null;

alter table role force row level security;
alter table member force row level security;

create function effective_grants(grants text[], off text[], overrides text[]) returns text[] language sql immutable parallel safe
  return case when off = '{}' and overrides = '{}' then grants else array(
    select g from unnest(grants) g where split_part(g, '.', 1) <> all (off) and '-' || split_part(g, ':', 1) <> all (overrides)
    union all
    select substr(o, 2) from unnest(overrides) o where o like '+%') end;
grant execute on function effective_grants(text[], text[], text[]) to caseload_app;

-- Since when the role is held: from joining, or from being given it.
create function member_role_since() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if tg_op = 'INSERT' then new.role_since := coalesce(new.role_since, new.joined_at, new.changed_at);
  elsif new.role_id <> old.role_id or (old.status = 'invited' and new.status = 'active') then new.role_since := new.changed_at;
  end if;
  return new;
end $$;
create trigger member_role_since before insert or update of role_id, status on member for each row execute function member_role_since();

-- The past of a membership knows what was granted beside the role, and why a status was.
alter table member_past
  add column overrides text[] not null default '{}',
  add column status_reason text not null default '';
create or replace function member_remembers() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  insert into public.member_past (practice_id, member_id, since, until, status, role_id, primary_location_id, changed_by, overrides, status_reason)
    values (old.practice_id, old.id, old.changed_at, new.changed_at, old.status, old.role_id, old.primary_location_id, new.changed_by,
      old.overrides, old.status_reason)
    on conflict (practice_id, member_id, until) do nothing;
  return null;
end $$;
drop trigger member_remembers on member;
create trigger member_remembers after update on member for each row
  when ((old.status, old.role_id, old.primary_location_id, old.overrides) is distinct from (new.status, new.role_id, new.primary_location_id, new.overrides))
  execute function member_remembers();

-- What a role could do, from when to when.
create table role_past (
  practice_id uuid not null,
  role_id uuid not null,
  since timestamptz not null,
  until timestamptz not null,
  name text not null,
  grants text[] not null,
  off text[] not null,
  changed_by uuid,                     -- who ended it
  primary key (practice_id, role_id, until)
);
alter table role_past enable row level security;
alter table role_past force row level security;
create policy own_practice on role_past using (practice_id = app_practice()) with check (practice_id = app_practice());
grant select, insert on role_past to caseload_app;
create function role_remembers() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  insert into public.role_past values (old.practice_id, old.id, old.changed_at, coalesce(new.changed_at, now()), old.name, old.grants, old.off, new.changed_by)
    on conflict (practice_id, role_id, until) do nothing;
  return null;
end $$;
create trigger role_remembers after update on role for each row
  when ((old.name, old.grants, old.off) is distinct from (new.name, new.grants, new.off)) execute function role_remembers();

-- The rule of 0006, over what someone may really do.
create or replace function practice_keeps_administrator() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  perform 1 from public.practice where id = old.practice_id and closed_at is null for update;
  if found and not exists (
    select from public.member m join public.role r on r.practice_id = m.practice_id and r.id = m.role_id
    where m.practice_id = old.practice_id and m.status = 'active' and m.account_id is not null and r.limit_hours is null
      and public.administers(public.effective_grants(r.grants, r.off, m.overrides)))
  then
    raise exception 'a practice needs an administrator who can sign in'
      using errcode = 'check_violation', constraint = 'practice_keeps_administrator';
  end if;
  return null;
end $$;
drop trigger practice_keeps_administrator on member;
create trigger practice_keeps_administrator after update on member for each row
  when (old.status = 'active' and (new.status <> 'active' or new.role_id <> old.role_id or new.overrides <> old.overrides))
  execute function practice_keeps_administrator();
drop trigger practice_keeps_administrator on role;
create trigger practice_keeps_administrator after update on role for each row
  when ((old.grants, old.off, old.limit_hours) is distinct from (new.grants, new.off, new.limit_hours))
  execute function practice_keeps_administrator();
