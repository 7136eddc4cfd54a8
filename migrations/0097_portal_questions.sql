-- What a client, or the holder of a link to the portal, may ask and do. Each answers about app_client() in app_portal(),
-- whom the door or the link has set, and stands inside the practice only while it looks.

-- What the link leads to. `current` says whether it still holds: the record is there and has the address it was sent to.
create function portal_invited()
returns table (practice_name text, hours int, timezone text, first_name text, last_name text, state text, serial int, email text, renewed_at timestamptz,
  expires_at timestamptz, current boolean)
language plpgsql security definer set search_path = pg_catalog, public as $$
#variable_conflict use_column
declare before text := current_setting('app.practice', true);
begin
  perform set_config('app.practice', public.app_portal()::text, true);
  return query select p.name, p.invitation_hours, l.timezone, c.first_name, c.last_name, i.state, i.serial, i.email, i.renewed_at, i.expires_at,
      c.archived_at is null and c.deleted_at is null and lower(c.email) = lower(i.email) and p.closed_at is null
    from public.portal_invitation i
    join public.client c on c.practice_id = i.practice_id and c.id = i.client_id
    join public.practice p on p.id = i.practice_id
    join public.location l on l.practice_id = c.practice_id and l.id = c.location_id
    where i.practice_id = public.app_portal() and i.client_id = public.app_client();
  perform set_config('app.practice', coalesce(before, ''), true);
end $$;

-- Asked for by its holder: good for the whole time anew, at the same address.
create function portal_renew(at timestamptz, until timestamptz) returns int
language sql volatile security definer set search_path = pg_catalog, public as $$
  update public.portal_invitation set serial = serial + 1, renewed_at = at, expires_at = until
  where practice_id = public.app_portal() and client_id = public.app_client() and state = 'open'
  returning serial
$$;

-- Accepts an open invitation, once, for an account that belongs to nobody yet; false if it can't be (any more).
create function portal_accept(of_serial int, of_account uuid, at timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  -- The record first, as everyone who changes it does.
  perform 1 from public.client c where c.practice_id = public.app_portal() and c.id = public.app_client()
    and c.archived_at is null and c.deleted_at is null for update;
  if not found then return false; end if;
  update public.portal_invitation i set state = 'accepted', decided_at = at
    where i.practice_id = public.app_portal() and i.client_id = public.app_client() and i.serial = of_serial and i.state = 'open'
      and i.expires_at > at and exists (select from public.client c
        where c.practice_id = i.practice_id and c.id = i.client_id and lower(c.email) = lower(i.email));
  if not found then return false; end if;
  update public.account set practice_id = public.app_portal(), client_id = public.app_client()
    where id = of_account and practice_id is null and deleted_at is null;
  if not found then return false; end if;
  update public.client set portal = 'provisioned' where practice_id = public.app_portal() and id = public.app_client();
  return true;
end $$;

-- The account that is signed in has been used.
create function portal_signed_in() returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
declare a public.account;
begin
  select * into a from public.account x where x.id = public.app_account() and x.client_id is not null and x.deleted_at is null;
  if not found then return; end if;
  perform set_config('app.portal', a.practice_id::text, true), set_config('app.client', a.client_id::text, true);
  update public.client set portal = 'activated' where practice_id = a.practice_id and id = a.client_id and portal <> 'activated';
end $$;

-- What is known of oneself, as far as it is one's own to see: no risk, no flags, no stories.
create function portal_self()
returns table (first_name text, last_name text, preferred_name text, pronouns text, birth_date date, email text, phone text, version int,
  location text, address text, virtual boolean)
language plpgsql security definer set search_path = pg_catalog, public as $$
#variable_conflict use_column
declare before text := current_setting('app.practice', true);
begin
  perform set_config('app.practice', public.app_portal()::text, true);
  return query select c.first_name, c.last_name, c.preferred_name, c.pronouns, c.birth_date, c.email, c.phone, c.version,
      l.name, l.address, l.virtual
    from public.client c join public.location l on l.practice_id = c.practice_id and l.id = c.location_id
    where c.practice_id = public.app_portal() and c.id = public.app_client();
  perform set_config('app.practice', coalesce(before, ''), true);
end $$;

-- One's own therapists: their names, and which is the primary one.
create function portal_therapists() returns table (name text, is_primary boolean)
language plpgsql security definer set search_path = pg_catalog, public as $$
declare before text := current_setting('app.practice', true);
begin
  perform set_config('app.practice', public.app_portal()::text, true);
  return query select m.first_name || ' ' || m.last_name, a."primary"
    from public.assignment a join public.member m on m.practice_id = a.practice_id and m.id = a.member_id
    where a.practice_id = public.app_portal() and a.client_id = public.app_client() and a.until is null
      and m.status in ('active', 'on_hold', 'inactive', 'suspended')
    order by a."primary" desc, m.sort_key, m.id;
  perform set_config('app.practice', coalesce(before, ''), true);
end $$;

-- One's own next visits, those under way among them.
create function portal_visits(most int)
returns table (starts_at timestamptz, minutes int, kind text, with_whom text, location text, address text, virtual boolean, timezone text)
language plpgsql security definer set search_path = pg_catalog, public as $$
#variable_conflict use_column
declare before text := current_setting('app.practice', true);
begin
  perform set_config('app.practice', public.app_portal()::text, true);
  return query select v.starts_at, v.minutes, v.kind, m.first_name || ' ' || m.last_name, l.name, l.address, l.virtual, l.timezone
    from public.visit v
    join public.member m on m.practice_id = v.practice_id and m.id = v.member_id
    join public.location l on l.practice_id = v.practice_id and l.id = v.location_id
    where v.practice_id = public.app_portal() and v.client_id = public.app_client() and v.state = 'scheduled'
      and v.starts_at > public.app_now() - interval '12 hours' and v.starts_at + make_interval(mins => v.minutes) > public.app_now()
    order by v.starts_at, v.id
    limit most;
  perform set_config('app.practice', coalesce(before, ''), true);
end $$;

-- What one changes of oneself; the new version, or nothing if someone else changed the record meanwhile.
create function portal_change(preferred text, own_pronouns text, own_phone text, of_version int, at timestamptz) returns int
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  before text := current_setting('app.practice', true);
  became int;
begin
  perform set_config('app.practice', public.app_portal()::text, true);            -- a new name makes new words (0060)
  update public.client set preferred_name = preferred, pronouns = own_pronouns, phone = own_phone, version = version + 1,
      changed_at = at, changed_by = null
    where practice_id = public.app_portal() and id = public.app_client() and version = of_version
    returning version into became;
  perform set_config('app.practice', coalesce(before, ''), true);
  return became;
end $$;

-- For the practice: how the account of one of its clients stands.
create function portal_account(of_client uuid) returns table (email text, since timestamptz, last_sign_in_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  select a.email, a.created_at, a.last_sign_in_at from public.account a
  where a.practice_id = public.app_practice() and a.client_id = of_client and a.deleted_at is null
$$;

-- Ends a client's access, whatever there was of it: the account is deleted (its address is free), its sign-ins end, an
-- open invitation is taken back. A session that is held just now is passed over (0030 says why): its account is no more.
create function portal_end(of_client uuid, at timestamptz, why text) returns table (had text, name text, sign_ins bigint)
language plpgsql security definer set search_path = pg_catalog, public as $$
#variable_conflict use_column
declare
  portal_before text := current_setting('app.portal', true);
  client_before text := current_setting('app.client', true);
  gone uuid;
  client_name text;
  was text := '';
  ended bigint := 0;
begin
  perform set_config('app.portal', public.app_practice()::text, true), set_config('app.client', of_client::text, true);
  select c.first_name || ' ' || c.last_name into client_name from public.client c
    where c.practice_id = public.app_portal() and c.id = of_client for update;
  update public.portal_invitation i set state = case i.state when 'open' then 'revoked' else 'ended' end, decided_at = at
    where i.practice_id = public.app_portal() and i.client_id = of_client and i.state in ('open', 'accepted')
    returning case i.state when 'revoked' then 'invitation' else 'account' end into was;
  update public.account a set practice_id = null, client_id = null, deleted_at = at
    where a.practice_id = public.app_portal() and a.client_id = of_client returning a.id into gone;
  if gone is not null then
    was := 'account';
    with free as materialized (
      select s.token_hash from public.sign_in_session s where s.account_id = gone and s.ended_at is null for update skip locked)
    update public.sign_in_session s set ended_at = at, ended_why = why from free f where s.token_hash = f.token_hash;
    get diagnostics ended = row_count;
  end if;
  update public.client c set portal = 'none' where c.practice_id = public.app_portal() and c.id = of_client and c.portal <> 'none';
  perform set_config('app.portal', coalesce(portal_before, ''), true), set_config('app.client', coalesce(client_before, ''), true);
  return query select coalesce(was, ''), coalesce(client_name, ''), ended;
end $$;

grant execute on function portal_invited(), portal_renew(timestamptz, timestamptz), portal_accept(int, uuid, timestamptz), portal_signed_in(),
  portal_self(), portal_therapists(), portal_visits(int), portal_change(text, text, text, int, timestamptz), portal_account(uuid),
  portal_end(uuid, timestamptz, text) to caseload_app;
