-- Who has which second factors, for the Security page: the members of the open practice by name, a page at a time. `holding`
-- narrows it: 'lacking' to those who have not what the practice asks for (where it asks for nothing: with a password alone),
-- 'passkey' and 'authenticator' to those with one. Takes the place of members_with_password_alone.
drop function members_with_password_alone(int);
create function members_factors(holding text, after_key text, after_id uuid, most int)
returns table (member_id uuid, name text, sort_key text, passkeys bigint, authenticators bigint, codes bigint, last_used_at timestamptz, enrol_by timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  select m.id, m.first_name || ' ' || m.last_name, m.sort_key, f.passkeys, f.authenticators,
    (select count(*) from public.recovery_code c where c.account_id = a.id and c.used_at is null), f.last_used_at,
    case when m.must_enrol is not null and not a.second_factor then to_timestamp(0)
      else least(
        case when not a.second_factor and p.second_factor_since is not null
          then greatest(p.second_factor_since, m.joined_at) + make_interval(days => p.second_factor_grace) end,
        case when p.passkeys_only_since is not null and not a.passkey
          then greatest(p.passkeys_only_since, m.joined_at) + make_interval(days => p.second_factor_grace) end)
    end
  from public.member m
  join public.account a on a.id = m.account_id
  join public.practice p on p.id = m.practice_id
  cross join lateral (
    select count(*) filter (where f.kind = 'passkey') as passkeys, count(*) filter (where f.kind = 'totp') as authenticators,
      max(f.last_used_at) as last_used_at
    from public.factor f where f.account_id = a.id and f.confirmed_at is not null) f
  where m.practice_id = (select public.app_practice()) and m.status in ('active', 'on_hold')
    and case holding
      when 'lacking' then not (a.passkey or (a.second_factor and p.passkeys_only_since is null))
      when 'passkey' then a.passkey
      when 'authenticator' then a.authenticator
      else true end
    and (m.sort_key, m.id) > (after_key, after_id)
  order by m.sort_key, m.id limit most
$$;
revoke all on function members_factors(text, text, uuid, int) from public;
grant execute on function members_factors(text, text, uuid, int) to caseload_app;
