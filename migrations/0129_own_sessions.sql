-- As 0125 has it, but only what was begun for this membership: whoever left, and works elsewhere with the same account, is none
-- of the former practice's business.
create or replace function end_sessions_of_member(of_member uuid, at timestamptz, why text) returns bigint
language sql volatile security definer set search_path = pg_catalog, public as $$
  with theirs as materialized (
    select s.token_hash, s.last_seen_at + make_interval(mins => p.logoff_minutes) > at and s.expires_at > at as open
    from public.member m
    join public.practice p on p.id = m.practice_id
    join public.sign_in_session s on s.practice_id = m.practice_id and s.member_id = m.id and s.account_id = m.account_id and s.ended_at is null
    where m.practice_id = public.app_practice() and m.id = of_member
    order by s.token_hash for update of s),
  ended as (
    update public.sign_in_session s set ended_at = at, ended_why = why from theirs t where s.token_hash = t.token_hash)
  select count(*) filter (where open) from theirs
$$;
