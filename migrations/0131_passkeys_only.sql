-- "Passkeys only" (R13.1), beside required and optional, with the same days of grace: then an authenticator app is not enough.

alter table practice add column passkeys_only_since timestamptz
  constraint practice_passkeys_only_is_required check (passkeys_only_since is null or second_factor_since is not null);

-- Members of the open practice who have not what it asks for; where it asks for nothing, those with a password alone.
create or replace function members_without_second_factor() returns bigint
language sql stable security definer set search_path = pg_catalog, public as $$
  select count(*)
  from public.member m
  join public.account a on a.id = m.account_id
  join public.practice p on p.id = m.practice_id
  where m.practice_id = (select public.app_practice()) and m.status in ('active', 'on_hold')
    and not (a.passkey or (a.second_factor and p.passkeys_only_since is null))
$$;
-- The same, by name, each with until when they may do without.
create or replace function members_with_password_alone(most int) returns table (member_id uuid, name text, enrol_by timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  select m.id, m.first_name || ' ' || m.last_name,
    case when m.must_enrol is not null and not a.second_factor then to_timestamp(0)
      else least(
        case when not a.second_factor and p.second_factor_since is not null
          then greatest(p.second_factor_since, m.joined_at) + make_interval(days => p.second_factor_grace) end,
        case when p.passkeys_only_since is not null
          then greatest(p.passkeys_only_since, m.joined_at) + make_interval(days => p.second_factor_grace) end)
    end
  from public.member m
  join public.account a on a.id = m.account_id
  join public.practice p on p.id = m.practice_id
  where m.practice_id = (select public.app_practice()) and m.status in ('active', 'on_hold')
    and not (a.passkey or (a.second_factor and p.passkeys_only_since is null))
  order by m.sort_key, m.id limit most
$$;
-- How many members of the open practice have a passkey, and how many an authenticator app.
create function members_with_factors() returns table (passkey bigint, authenticator bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  select count(*) filter (where a.passkey), count(*) filter (where a.authenticator)
  from public.member m join public.account a on a.id = m.account_id
  where m.practice_id = (select public.app_practice()) and m.status in ('active', 'on_hold')
$$;
grant execute on function members_with_factors() to caseload_app;

-- The door's question (0128), with passkeys in it.
drop function access_enter(bytea, interval);
create function access_enter(token bytea, ahead interval)
returns table (now timestamptz, session_id uuid, account_id uuid, confirmed_at timestamptz, session_ends timestamptz,
  account_email text, account_first text, account_last text,
  practice_id uuid, practice_name text, plan text, logoff_minutes int, calls_clients text, originating boolean,
  member_id uuid, first_name text, last_name text, status text, role_id uuid, role_name text, grants text[], location_id uuid,
  overrides text[], off text[], requires_supervision boolean, can_supervise boolean,
  as_member uuid, as_first text, as_last text, as_status text, as_role uuid, as_role_name text, as_grants text[], as_location uuid,
  client_id uuid, second_factor boolean, passkey boolean, authenticator boolean, enrol_by timestamptz)
language plpgsql security definer set search_path = pg_catalog, public as $$
#variable_conflict use_column
declare
  t timestamptz := pg_catalog.now() + ahead;
  s record;
  w record;
  v record;
  reach text;
begin
  select x.id, x.account_id, x.practice_id, x.member_id, x.client_id, x.last_seen_at, x.expires_at, x.confirmed_at, x.viewing_member, x.viewing_role,
      a.email, a.first_name, a.last_name, a.second_factor, a.passkey, a.authenticator
    into s
    from public.sign_in_session x join public.account a on a.id = x.account_id and a.deleted_at is null
    where x.token_hash = token and x.ended_at is null and x.expires_at > t;
  if not found then return; end if;
  perform set_config('app.account', s.account_id::text, true), set_config('app.practice', coalesce(s.practice_id::text, ''), true),
    set_config('app.now', t::text, true);
  if s.client_id is null then
    -- Nothing, for an account that belongs to no practice.
    select p.id as practice, p.name as practice_name, p.plan, p.logoff_minutes, p.calls_clients, p.originating_member_id = m.id as originating,
        m.id as member, m.first_name, m.last_name, m.status, m.role_id, r.name as role_name, m.primary_location_id, m.overrides,
        r.off, r.requires_supervision, r.can_supervise,
        -- mostly there is nothing to work out, and a function that can't be inlined costs more than the rest of this
        case when r.off = '{}' and m.overrides = '{}' then r.grants else public.effective_grants(r.grants, r.off, m.overrides) end as grants,
        -- until when they may do without what the practice asks for; nothing where nobody asks, or they have it
        case when s.passkey or (s.second_factor and p.passkeys_only_since is null) then null
          when m.must_enrol is not null and not s.second_factor then to_timestamp(0)
          else least(
            case when not s.second_factor and p.second_factor_since is not null
              then greatest(p.second_factor_since, m.joined_at) + make_interval(days => p.second_factor_grace) end,
            case when p.passkeys_only_since is not null
              then greatest(p.passkeys_only_since, m.joined_at) + make_interval(days => p.second_factor_grace) end)
        end as enrol_by
      into w
      from public.practice p
      join public.member m on m.practice_id = p.id and m.id = s.member_id and m.account_id = s.account_id and m.status in ('active', 'on_hold')
      join public.role r on r.practice_id = m.practice_id and r.id = m.role_id
      where p.id = s.practice_id and p.closed_at is null
        and (r.limit_hours is null or m.role_since + make_interval(hours => r.limit_hours) > t);
  else
    -- A client sees nothing of the practice but what is its own: app.practice is only lent to this question.
    perform set_config('app.portal', s.practice_id::text, true), set_config('app.client', s.client_id::text, true);
    select p.id as practice, p.name as practice_name, p.plan, p.logoff_minutes, p.calls_clients, null::boolean as originating,
        null::uuid as member, c.first_name, c.last_name, null::text as status, null::uuid as role_id, null::text as role_name,
        null::uuid as primary_location_id, null::text[] as overrides, null::text[] as off,
        null::boolean as requires_supervision, null::boolean as can_supervise, null::text[] as grants, null::timestamptz as enrol_by
      into w
      from public.practice p
      join public.account a on a.id = s.account_id and a.practice_id = p.id and a.client_id = s.client_id
      join public.client c on c.practice_id = p.id and c.id = a.client_id and c.archived_at is null and c.deleted_at is null
      where p.id = s.practice_id and p.closed_at is null;
    perform set_config('app.practice', '', true);
    if w.practice is null then return; end if;
  end if;
  if w.member is not null then
    reach := public.clients_reach(w.grants);
    perform set_config('app.member', w.member::text, true), set_config('app.clients', reach, true);
    if reach = 'locations' then
      perform set_config('app.locations', public.locations_of(w.practice, w.member)::text, true);
    end if;
  elsif s.practice_id is not null and s.client_id is null then
    return;
  end if;
  if s.last_seen_at + make_interval(mins => coalesce(w.logoff_minutes, 15)) <= t then
    -- Perhaps the visit before this one is only just being noted: wait for it.
    select x.last_seen_at into s.last_seen_at from public.sign_in_session x where x.token_hash = token and x.ended_at is null for update;
    if not found then return; end if;
    if s.last_seen_at + make_interval(mins => coalesce(w.logoff_minutes, 15)) <= t then
      update public.sign_in_session x set ended_at = t, ended_why = 'idle' where x.token_hash = token;
      return;
    end if;
  end if;
  if s.last_seen_at < t - interval '30 seconds' then
    update public.sign_in_session x set last_seen_at = t where x.token_hash = token and x.last_seen_at < t;
  end if;
  if s.viewing_member is null and s.viewing_role is null then
    return query select t, s.id, s.account_id, s.confirmed_at, s.expires_at, s.email, s.first_name, s.last_name,
      w.practice, w.practice_name, w.plan, w.logoff_minutes, w.calls_clients, w.originating,
      w.member, w.first_name, w.last_name, w.status, w.role_id, w.role_name, w.grants, w.primary_location_id,
      w.overrides, w.off, w.requires_supervision, w.can_supervise,
      null::uuid, null::text, null::text, null::text, null::uuid, null::text, null::text[], null::uuid, s.client_id, s.second_factor, s.passkey, s.authenticator, w.enrol_by;
    return;
  end if;
  -- Through another's eyes: the transaction sees as they do, and never more than the viewer.
  if s.viewing_member is not null then
    select m.id as member, m.first_name, m.last_name, m.status, r.id as role, r.name as role_name,
        public.effective_grants(r.grants, r.off, m.overrides) as grants, m.primary_location_id as location
      into v from public.member m join public.role r on r.practice_id = m.practice_id and r.id = m.role_id
      where m.practice_id = w.practice and m.id = s.viewing_member;
  else
    select null::uuid as member, ''::text as first_name, ''::text as last_name, 'active'::text as status, r.id as role, r.name as role_name,
        public.effective_grants(r.grants, r.off, '{}') as grants, w.primary_location_id as location
      into v from public.role r where r.practice_id = w.practice and r.id = s.viewing_role;
  end if;
  if not found then                    -- the role was deleted meanwhile: nothing is seen, until viewing stops
    select null::uuid as member, ''::text as first_name, ''::text as last_name, 'active'::text as status, w.role_id as role,
        'deleted role'::text as role_name, '{}'::text[] as grants, w.primary_location_id as location
      into v;
  end if;
  perform set_config('app.viewer', w.member::text, true), set_config('app.viewer_clients', reach, true),
    set_config('app.viewer_locations', public.locations_of(w.practice, w.member)::text, true),
    set_config('app.member', coalesce(v.member, '00000000-0000-0000-0000-000000000000')::text, true),
    set_config('app.clients', public.clients_reach(v.grants), true),
    set_config('app.locations', case when v.member is null then array[v.location] else public.locations_of(w.practice, v.member) end::text, true);
  return query select t, s.id, s.account_id, s.confirmed_at, s.expires_at, s.email, s.first_name, s.last_name,
    w.practice, w.practice_name, w.plan, w.logoff_minutes, w.calls_clients, w.originating,
    w.member, w.first_name, w.last_name, w.status, w.role_id, w.role_name, w.grants, w.primary_location_id,
    w.overrides, w.off, w.requires_supervision, w.can_supervise,
    v.member, v.first_name, v.last_name, v.status, v.role, v.role_name, v.grants, v.location, null::uuid, s.second_factor, s.passkey, s.authenticator, w.enrol_by;
end $$;
grant execute on function access_enter(bytea, interval) to caseload_app;
