-- Ends every sign-in of a member of the open practice but one, and says how many were open. Used when a membership
-- stops letting them in, and once more when it lets them in again.

-- A request of theirs may be under way and hold its own session's row (it notes its visit), and may be waiting for a
-- row this very transaction holds: two administrators who suspend each other would wait for one another. So a row
-- that is held is passed over: access_enter() lets nobody in whose membership does not, and what was passed over
-- ends when the membership would let them in again.
create function cut_off(of_member uuid, but_session uuid, at timestamptz, why text) returns bigint
language sql volatile security definer set search_path = pg_catalog, public as $$
  with theirs as materialized (
    select s.token_hash, s.last_seen_at + make_interval(mins => p.logoff_minutes) > at and s.expires_at > at as open
    from public.member m
    join public.practice p on p.id = m.practice_id
    join public.sign_in_session s on s.account_id = m.account_id and s.ended_at is null and s.id is distinct from but_session
    where m.practice_id = public.app_practice() and m.id = of_member),
  free as materialized (
    select s.token_hash from public.sign_in_session s where s.token_hash in (select token_hash from theirs) for update skip locked),
  ended as (
    update public.sign_in_session s set ended_at = at, ended_why = why from free f where s.token_hash = f.token_hash)
  select count(*) filter (where open) from theirs
$$;
grant execute on function cut_off(uuid, uuid, timestamptz, text) to caseload_app;
