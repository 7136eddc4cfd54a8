-- Who must have a second factor, and from when on.

alter table practice
  add column second_factor_since timestamptz,                 -- required since then; optional while there is nothing
  add column second_factor_grace int not null default 14
    constraint practice_second_factor_grace_sane check (second_factor_grace between 0 and 90);   -- days
alter table member
  add column must_enrol text constraint member_must_enrol_known check (must_enrol in ('invited', 'reset'));

-- Asked with every request, after access_enter() has opened the practice: whether the account has a second factor, and until
-- when it may do without one; nothing where nobody asks for one.
create function second_factor_of(of_account uuid, of_practice uuid, of_member uuid) returns table (second_factor boolean, enrol_by timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, public as $$
#variable_conflict use_column
begin
  return query
    select a.second_factor,
      case
        when a.second_factor then null
        when m.must_enrol is not null then to_timestamp(0)
        else greatest(p.second_factor_since, case when p.second_factor_since is not null then m.joined_at end)
          + make_interval(days => p.second_factor_grace)
      end
    from public.account a
    left join public.member m on m.practice_id = of_practice and m.id = of_member
    left join public.practice p on p.id = m.practice_id
    where a.id = of_account;
end $$;
grant execute on function second_factor_of(uuid, uuid, uuid) to caseload_app;

-- Of a member of the open practice.
create function member_has_second_factor(of_member uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce(bool_or(a.second_factor), false)
  from public.member m join public.account a on a.id = m.account_id
  where m.practice_id = (select public.app_practice()) and m.id = of_member
$$;
-- Members of the open practice who can sign in with a password alone.
create function members_without_second_factor() returns bigint
language sql stable security definer set search_path = pg_catalog, public as $$
  select count(*)
  from public.member m join public.account a on a.id = m.account_id
  where m.practice_id = (select public.app_practice()) and m.status in ('active', 'on_hold') and not a.second_factor
$$;

-- Takes every factor and recovery code from a member of the open practice, who sets one up anew at the next sign-in.
-- How many factors there were; nothing for someone who has no account here.
create function reset_second_factor(of_member uuid) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, public as $$
declare
  whose uuid;
  n bigint;
begin
  select m.account_id into whose from public.member m
    join public.account a on a.id = m.account_id and a.practice_id = m.practice_id and a.member_id = m.id
    where m.practice_id = public.app_practice() and m.id = of_member for update of m;
  if whose is null then return null; end if;
  perform 1 from public.account a where a.id = whose for update;
  delete from public.factor f where f.account_id = whose;
  get diagnostics n = row_count;
  delete from public.recovery_code c where c.account_id = whose;
  delete from public.recovery_sheet s where s.account_id = whose;
  delete from public.pending_sign_in p where p.account_id = whose;
  update public.member m set must_enrol = coalesce(m.must_enrol, 'reset') where m.practice_id = public.app_practice() and m.id = of_member;
  return n;
end $$;
grant execute on function member_has_second_factor(uuid), members_without_second_factor(), reset_second_factor(uuid) to caseload_app;
