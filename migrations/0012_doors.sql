-- The doors: the only ways from outside (a cookie, a link, an address) to an open transaction with a practice.
-- They run as their owner, for they must look before it is known who asks; each answers one question only.
-- `ahead` moves the clock, for tests; the server passes zero.

-- Who holds this sign-in session? Sets the transaction's context and notes the visit (at most twice a minute).
create function access_enter(token bytea, ahead interval)
returns table (now timestamptz, session_id uuid, account_id uuid, confirmed_at timestamptz, session_ends timestamptz,
  account_email text, account_first text, account_last text,
  practice_id uuid, practice_name text, plan text, logoff_minutes int, calls_clients text, originating boolean,
  member_id uuid, first_name text, last_name text, status text, role_id uuid, role_name text, grants text[], location_id uuid)
language plpgsql security definer set search_path = pg_catalog, public as $$
#variable_conflict use_column
declare
  t timestamptz := pg_catalog.now() + ahead;
  s public.sign_in_session;
  a public.account;
  p public.practice;
  m public.member;
  r public.role;
begin
  select * into s from public.sign_in_session x where x.token_hash = token and x.ended_at is null and x.expires_at > t;
  if not found then return; end if;
  select * into a from public.account x where x.id = s.account_id and x.deleted_at is null;
  if not found then return; end if;
  perform set_config('app.account', a.id::text, true);
  if s.practice_id is not null then
    perform set_config('app.practice', s.practice_id::text, true);
    select * into p from public.practice x where x.id = s.practice_id and x.closed_at is null;
    select * into m from public.member x where x.practice_id = s.practice_id and x.id = s.member_id
      and x.account_id = a.id and x.status in ('active', 'on_hold');
    if p.id is null or m.id is null then return; end if;
    select * into r from public.role x where x.practice_id = m.practice_id and x.id = m.role_id;
    perform set_config('app.member', m.id::text, true),
      set_config('app.clients', case when 'clients.view' = any (r.grants) then 'practice' else 'own' end, true);
  end if;
  if s.last_seen_at + make_interval(mins => coalesce(p.logoff_minutes, 15)) <= t then
    -- Perhaps the visit before this one is only just being noted: wait for it.
    select * into s from public.sign_in_session x where x.token_hash = token and x.ended_at is null for update;
    if not found then return; end if;
  end if;
  if s.last_seen_at + make_interval(mins => coalesce(p.logoff_minutes, 15)) <= t then
    update public.sign_in_session x set ended_at = t, ended_why = 'idle' where x.token_hash = token;
    return;
  end if;
  if s.last_seen_at < t - interval '30 seconds' then
    update public.sign_in_session x set last_seen_at = t where x.token_hash = token and x.last_seen_at < t;
  end if;
  return query select t, s.id, a.id, s.confirmed_at, s.expires_at, a.email, a.first_name, a.last_name,
    p.id, p.name, p.plan, p.logoff_minutes, p.calls_clients, p.originating_member_id is not distinct from m.id,
    m.id, m.first_name, m.last_name, m.status, m.role_id, r.name, r.grants, m.primary_location_id;
end $$;

-- What does this link lead to? A link to an invitation opens its practice, for that transaction.
create function access_open_link(token bytea, wanted text, ahead interval)
returns table (now timestamptz, practice_id uuid, subject_id uuid, serial int, email text, expires_at timestamptz, used_at timestamptz)
language plpgsql security definer set search_path = pg_catalog, public as $$
#variable_conflict use_column
declare l public.link;
begin
  select * into l from public.link x where x.token_hash = token and x.purpose = wanted;
  if not found then return; end if;
  if l.practice_id is not null then
    perform set_config('app.practice', l.practice_id::text, true);
  else
    perform set_config('app.account', l.subject_id::text, true);
  end if;
  return query select pg_catalog.now() + ahead, l.practice_id, l.subject_id, l.serial, l.email, l.expires_at, l.used_at;
end $$;

-- The account of an address, and what signing in with it needs. Asked by sign-in, by an invitation's page and by
-- the worker that sends reset links; never answered to the person asking.
create function account_of_address(address text)
returns table (id uuid, email text, first_name text, last_name text, password_hash text, practice_id uuid, member_id uuid,
  practice_name text, status text, practice_closed boolean)
language plpgsql security definer set search_path = pg_catalog, public as $$
#variable_conflict use_column
declare a public.account; p public.practice; m public.member; before text := current_setting('app.practice', true);
begin
  select * into a from public.account x where lower(x.email) = lower(address) and x.deleted_at is null;
  if not found then return; end if;
  if a.practice_id is not null then
    perform set_config('app.practice', a.practice_id::text, true);
    select * into p from public.practice x where x.id = a.practice_id;
    select * into m from public.member x where x.practice_id = a.practice_id and x.id = a.member_id;
    perform set_config('app.practice', coalesce(before, ''), true);
  end if;
  return query select a.id, a.email, a.first_name, a.last_name, a.password_hash, a.practice_id, a.member_id, p.name, m.status, p.closed_at is not null;
end $$;

-- Ends the sign-in sessions of an account, wherever they were opened. Returns how many.
create function end_sessions(of_account uuid, but_session uuid, at timestamptz, why text) returns bigint
language sql volatile security definer set search_path = pg_catalog, public as $$
  with ended as (
    update public.sign_in_session set ended_at = at, ended_why = why
    where account_id = of_account and ended_at is null and id is distinct from but_session returning 1)
  select count(*) from ended
$$;

-- Frees the account of a membership that ended, so that it may join elsewhere; only of the open practice.
create function release_account(of_member uuid) returns void
language sql volatile security definer set search_path = pg_catalog, public as $$
  update public.account set practice_id = null, member_id = null
  where practice_id = public.app_practice() and member_id = of_member
$$;

grant execute on function access_enter(bytea, interval), access_open_link(bytea, text, interval), account_of_address(text),
  end_sessions(uuid, uuid, timestamptz, text), release_account(uuid) to caseload_app;
