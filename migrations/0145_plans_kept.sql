-- Questions of a member's card. The first two as functions in SQL were planned anew each time they were asked; they answer as
-- before. The third is what two rooms ask, so that each can ask it within a statement of its own.

create or replace function member_has_second_factor(of_member uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public as $$
begin
  return exists (
    select from public.member m join public.account a on a.id = m.account_id
    where m.practice_id = public.app_practice() and m.id = of_member and a.second_factor);
end $$;

-- Whether someone can administer the practice and sign in (0025). Not stable: after a wait for a lock it has to look anew.
create or replace function has_administrator(of_practice uuid, beside_member uuid, beside_role uuid) returns boolean
language plpgsql as $$
begin
  return exists (
    select from public.role r
    where r.practice_id = of_practice and r.id is distinct from beside_role and r.limit_hours is null
      and 'team.roles' = any (r.grants) and 'team' <> all (r.off)
      and exists (
        select from public.member m
        where m.practice_id = r.practice_id and m.role_id = r.id and m.id is distinct from beside_member
          and m.status = 'active' and m.account_id is not null and '-team.roles' <> all (m.overrides)))
  or exists (
    select from public.member m join public.role r on r.practice_id = m.practice_id and r.id = m.role_id
    where m.practice_id = of_practice and m.overrides <> '{}' and '+team.roles' = any (m.overrides) and m.id is distinct from beside_member
      and m.status = 'active' and m.account_id is not null and r.limit_hours is null);
end $$;

-- Sign-ins of a member of the open practice that have not ended; with the caller's rights.
create function open_sign_ins(of_member uuid, at timestamptz) returns bigint
language plpgsql stable as $$
begin
  return (
    select count(*) from public.sign_in_session s join public.practice p on p.id = s.practice_id
    where s.practice_id = public.app_practice() and s.member_id = of_member and s.ended_at is null and s.expires_at > at
      and s.last_seen_at + make_interval(mins => p.logoff_minutes) > at);
end $$;
grant execute on function open_sign_ins(uuid, timestamptz) to caseload_app;
