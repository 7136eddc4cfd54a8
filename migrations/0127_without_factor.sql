-- Members of the open practice who can sign in with a password alone, by name, each with when they joined and what was asked
-- of them; at most so many.
create function members_with_password_alone(most int) returns table (member_id uuid, name text, enrol_by timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  select m.id, m.first_name || ' ' || m.last_name,
    case when m.must_enrol is not null then to_timestamp(0)
      else greatest(p.second_factor_since, case when p.second_factor_since is not null then m.joined_at end) + make_interval(days => p.second_factor_grace)
    end
  from public.member m
  join public.account a on a.id = m.account_id
  join public.practice p on p.id = m.practice_id
  where m.practice_id = (select public.app_practice()) and m.status in ('active', 'on_hold') and not a.second_factor
  order by m.sort_key, m.id limit most
$$;
grant execute on function members_with_password_alone(int) to caseload_app;
