-- The door's question (0131), asked in every request, cheaper: the answer is a row of a type of its own, where the columns of
-- `returns table` were put together anew each time; the row is read as it goes out; and what is set is set in assignments, for
-- each `perform` is a statement by itself. It asks and refuses what it did before.

-- What the door answers. Once more is known of whoever enters, `alter type entered add attribute`.
create type entered as (
  now timestamptz, session_id uuid, account_id uuid, confirmed_at timestamptz, session_ends timestamptz,
  account_email text, account_first text, account_last text,
  practice_id uuid, practice_name text, plan text, logoff_minutes int, calls_clients text, originating boolean,
  member_id uuid, first_name text, last_name text, status text, role_id uuid, role_name text, grants text[], location_id uuid,
  overrides text[], off text[], requires_supervision boolean, can_supervise boolean,
  as_member uuid, as_first text, as_last text, as_status text, as_role uuid, as_role_name text, as_grants text[], as_location uuid,
  client_id uuid, second_factor boolean, passkey boolean, authenticator boolean, enrol_by timestamptz);

drop function access_enter(bytea, interval);
create function access_enter(token bytea, ahead interval) returns setof entered
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  t timestamptz := pg_catalog.now() + ahead;
  s record;
  e public.entered;
  v record;
  reach text;
  told text;                           -- what was set; nobody reads it
begin
  select x.id, x.account_id, x.practice_id, x.member_id, x.client_id, x.last_seen_at, x.expires_at, x.confirmed_at, x.viewing_member, x.viewing_role,
      a.email, a.first_name, a.last_name, a.second_factor, a.passkey, a.authenticator
    into s
    from public.sign_in_session x join public.account a on a.id = x.account_id and a.deleted_at is null
    where x.token_hash = token and x.ended_at is null and x.expires_at > t;
  if not found then return; end if;
  told := set_config('app.account', s.account_id::text, true) || set_config('app.practice', coalesce(s.practice_id::text, ''), true)
    || set_config('app.now', t::text, true);
  if s.client_id is null then
    -- Nothing, for an account that belongs to no practice.
    select t, s.id, s.account_id, s.confirmed_at, s.expires_at, s.email, s.first_name, s.last_name,
        p.id, p.name, p.plan, p.logoff_minutes, p.calls_clients, p.originating_member_id = m.id,
        m.id, m.first_name, m.last_name, m.status, m.role_id, r.name,
        public.effective_grants(r.grants, r.off, m.overrides), m.primary_location_id,
        m.overrides, r.off, r.requires_supervision, r.can_supervise,
        null::uuid, null::text, null::text, null::text, null::uuid, null::text, null::text[], null::uuid,
        null::uuid, s.second_factor, s.passkey, s.authenticator,
        -- until when they may do without what the practice asks for; nothing where nobody asks, or they have it
        case when s.passkey or (s.second_factor and p.passkeys_only_since is null) then null
          when m.must_enrol is not null and not s.second_factor then to_timestamp(0)
          else least(
            case when not s.second_factor and p.second_factor_since is not null
              then greatest(p.second_factor_since, m.joined_at) + make_interval(days => p.second_factor_grace) end,
            case when p.passkeys_only_since is not null
              then greatest(p.passkeys_only_since, m.joined_at) + make_interval(days => p.second_factor_grace) end)
        end
      into e
      from public.practice p
      join public.member m on m.practice_id = p.id and m.id = s.member_id and m.account_id = s.account_id and m.status in ('active', 'on_hold')
      join public.role r on r.practice_id = m.practice_id and r.id = m.role_id
      where p.id = s.practice_id and p.closed_at is null
        and (r.limit_hours is null or m.role_since + make_interval(hours => r.limit_hours) > t);
  else
    -- A client sees nothing of the practice but what is its own: app.practice is only lent to this question.
    told := set_config('app.portal', s.practice_id::text, true) || set_config('app.client', s.client_id::text, true);
    select t, s.id, s.account_id, s.confirmed_at, s.expires_at, s.email, s.first_name, s.last_name,
        p.id, p.name, p.plan, p.logoff_minutes, p.calls_clients, null::boolean,
        null::uuid, c.first_name, c.last_name, null::text, null::uuid, null::text, null::text[], null::uuid,
        null::text[], null::text[], null::boolean, null::boolean,
        null::uuid, null::text, null::text, null::text, null::uuid, null::text, null::text[], null::uuid,
        s.client_id, s.second_factor, s.passkey, s.authenticator, null::timestamptz
      into e
      from public.practice p
      join public.account a on a.id = s.account_id and a.practice_id = p.id and a.client_id = s.client_id
      join public.client c on c.practice_id = p.id and c.id = a.client_id and c.archived_at is null and c.deleted_at is null
      where p.id = s.practice_id and p.closed_at is null;
    told := set_config('app.practice', '', true);
    if e.practice_id is null then return; end if;
  end if;
  if e.member_id is not null then
    reach := public.clients_reach(e.grants);
    told := set_config('app.member', e.member_id::text, true) || set_config('app.clients', reach, true);
    if reach = 'locations' then
      told := set_config('app.locations', public.locations_of(e.practice_id, e.member_id)::text, true);
    end if;
  elsif s.practice_id is not null and s.client_id is null then
    return;
  elsif s.client_id is null then       -- no practice: their account, and nothing else
    e.now := t; e.session_id := s.id; e.account_id := s.account_id; e.confirmed_at := s.confirmed_at; e.session_ends := s.expires_at;
    e.account_email := s.email; e.account_first := s.first_name; e.account_last := s.last_name;
    e.second_factor := s.second_factor; e.passkey := s.passkey; e.authenticator := s.authenticator;
  end if;
  if s.last_seen_at + make_interval(mins => coalesce(e.logoff_minutes, 15)) <= t then
    -- Perhaps the visit before this one is only just being noted: wait for it.
    select x.last_seen_at into s.last_seen_at from public.sign_in_session x where x.token_hash = token and x.ended_at is null for update;
    if not found then return; end if;
    if s.last_seen_at + make_interval(mins => coalesce(e.logoff_minutes, 15)) <= t then
      update public.sign_in_session x set ended_at = t, ended_why = 'idle' where x.token_hash = token;
      return;
    end if;
  end if;
  if s.last_seen_at < t - interval '30 seconds' then
    update public.sign_in_session x set last_seen_at = t where x.token_hash = token and x.last_seen_at < t;
  end if;
  if s.viewing_member is null and s.viewing_role is null then
    return next e;
    return;
  end if;
  -- Through another's eyes: the transaction sees as they do, and never more than the viewer.
  if s.viewing_member is not null then
    select m.id as member, m.first_name, m.last_name, m.status, r.id as role, r.name as role_name,
        public.effective_grants(r.grants, r.off, m.overrides) as grants, m.primary_location_id as location
      into v from public.member m join public.role r on r.practice_id = m.practice_id and r.id = m.role_id
      where m.practice_id = e.practice_id and m.id = s.viewing_member;
  else
    select null::uuid as member, ''::text as first_name, ''::text as last_name, 'active'::text as status, r.id as role, r.name as role_name,
        public.effective_grants(r.grants, r.off, '{}') as grants, e.location_id as location
      into v from public.role r where r.practice_id = e.practice_id and r.id = s.viewing_role;
  end if;
  if not found then                    -- the role was deleted meanwhile: nothing is seen, until viewing stops
    select null::uuid as member, ''::text as first_name, ''::text as last_name, 'active'::text as status, e.role_id as role,
        'deleted role'::text as role_name, '{}'::text[] as grants, e.location_id as location
      into v;
  end if;
  told := set_config('app.viewer', e.member_id::text, true) || set_config('app.viewer_clients', reach, true)
    || set_config('app.viewer_locations', public.locations_of(e.practice_id, e.member_id)::text, true)
    || set_config('app.member', coalesce(v.member, '00000000-0000-0000-0000-000000000000')::text, true)
    || set_config('app.clients', public.clients_reach(v.grants), true)
    || set_config('app.locations', case when v.member is null then array[v.location] else public.locations_of(e.practice_id, v.member) end::text, true);
  e.as_member := v.member; e.as_first := v.first_name; e.as_last := v.last_name; e.as_status := v.status;
  e.as_role := v.role; e.as_role_name := v.role_name; e.as_grants := v.grants; e.as_location := v.location;
  return next e;
end $$;
grant execute on function access_enter(bytea, interval) to caseload_app;
