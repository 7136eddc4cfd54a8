-- Ends every sign-in of a member who may go on signing in, and asks whether a session still stands without counting as a visit.

-- Unlike cut_off(), which is for memberships that let nobody in any more, nothing here but the ended row itself keeps a
-- session out: so a row that a request of theirs holds is waited for, in one order, and none is passed over. Whoever calls
-- it holds no lock but that of their own session. Of two who end each other's at the same moment one is told to look again.
create function end_sessions_of_member(of_member uuid, at timestamptz, why text) returns bigint
language sql volatile security definer set search_path = pg_catalog, public as $$
  with theirs as materialized (
    select s.token_hash, s.last_seen_at + make_interval(mins => p.logoff_minutes) > at and s.expires_at > at as open
    from public.member m
    join public.practice p on p.id = m.practice_id
    join public.sign_in_session s on s.account_id = m.account_id and s.ended_at is null
    where m.practice_id = public.app_practice() and m.id = of_member
    order by s.token_hash for update of s),
  ended as (
    update public.sign_in_session s set ended_at = at, ended_why = why from theirs t where s.token_hash = t.token_hash)
  select count(*) filter (where open) from theirs
$$;
grant execute on function end_sessions_of_member(uuid, timestamptz, text) to caseload_app;

-- What access_enter() would decide, for a page that asks now and then whether it may stay as it is. It writes nothing: a
-- page left open is nobody at work.
create function session_stands(token bytea, ahead interval) returns table (session_id uuid, email text, ends_in int)
language plpgsql volatile security definer set search_path = pg_catalog, public as $$
declare
  t timestamptz := pg_catalog.now() + ahead;
  s record;
  minutes int := 15;
begin
  select x.id, x.account_id, x.practice_id, x.member_id, x.client_id, x.last_seen_at, x.expires_at, a.email
    into s
    from public.sign_in_session x join public.account a on a.id = x.account_id and a.deleted_at is null
    where x.token_hash = token and x.ended_at is null and x.expires_at > t;
  if not found then return; end if;
  if s.practice_id is not null then
    perform set_config('app.practice', s.practice_id::text, true);
    if s.client_id is null then
      select p.logoff_minutes into minutes
        from public.practice p
        join public.member m on m.practice_id = p.id and m.id = s.member_id and m.account_id = s.account_id and m.status in ('active', 'on_hold')
        join public.role r on r.practice_id = m.practice_id and r.id = m.role_id
        where p.id = s.practice_id and p.closed_at is null
          and (r.limit_hours is null or m.role_since + make_interval(hours => r.limit_hours) > t);
    else
      perform set_config('app.portal', s.practice_id::text, true), set_config('app.client', s.client_id::text, true);
      select p.logoff_minutes into minutes
        from public.practice p
        join public.account a on a.id = s.account_id and a.practice_id = p.id and a.client_id = s.client_id
        join public.client c on c.practice_id = p.id and c.id = a.client_id and c.archived_at is null and c.deleted_at is null
        where p.id = s.practice_id and p.closed_at is null;
    end if;
    if minutes is null then return; end if;
  end if;
  if s.last_seen_at + make_interval(mins => minutes) <= t then return; end if;
  return query select s.id, s.email, floor(extract(epoch from s.expires_at - t))::int;
end $$;
grant execute on function session_stands(bytea, interval) to caseload_app;

-- A known browser is shown by name.
alter table device add column user_agent text not null default '' check (length(user_agent) <= 1000);
alter table device add column ip text not null default '';

-- The sign-ins of a practice that may be open: whoever closes a browser leaves a row that is never ended, only expired. When
-- one expires never changes, so this index costs a visit nothing.
create index sign_in_session_practice on sign_in_session (practice_id, expires_at) where ended_at is null and member_id is not null;

-- Which attempts wait just now: few rows of many.
create index throttle_blocked on throttle (blocked_until) where blocked_until is not null;
