-- Passkeys (WebAuthn level 3, R13.1): a kind of second factor that also signs in alone. A passkey is a row in factor, as every
-- factor is, with what the relying party keeps of it beside.

alter table factor drop constraint factor_kind_known;
alter table factor
  add constraint factor_kind_known check (kind in ('totp', 'passkey')),
  alter column sealed drop not null,
  add constraint factor_sealed_secret check ((kind = 'totp') = (sealed is not null));
grant update (name) on factor to caseload_app;

alter table account
  add column passkey boolean not null default false,          -- has one; kept by factor_counts, as the next
  add column authenticator boolean not null default false,    -- has an authenticator app that counts
  -- The user handle (§5.4.3): what an authenticator keeps of the account. Random, so that it tells nobody anything.
  add column passkey_handle uuid not null default gen_random_uuid();
create unique index account_passkey_handle on account (passkey_handle);
update account a set authenticator = true where a.second_factor;

create table passkey (
  factor_id uuid primary key references factor on delete cascade,
  account_id uuid not null references account,
  -- §7.1: no two accounts with the same; at most 1023 bytes
  credential_id bytea not null unique constraint passkey_credential_id_sane check (length(credential_id) between 1 and 1023),
  credential jsonb not null            -- public key, counter and flags, as the library writes them
);
create index passkey_account on passkey (account_id);
alter table passkey enable row level security;
create policy own_passkey on passkey to caseload_app
  using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert on passkey to caseload_app;
grant update (credential) on passkey to caseload_app;

create or replace function factor_counts() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  whose uuid := case when tg_op = 'DELETE' then old.account_id else new.account_id end;
  has_passkey boolean;
  has_authenticator boolean;
begin
  perform 1 from public.account a where a.id = whose for update;
  select coalesce(bool_or(f.kind = 'passkey'), false), coalesce(bool_or(f.kind = 'totp'), false) into has_passkey, has_authenticator
    from public.factor f where f.account_id = whose and f.confirmed_at is not null;
  update public.account a
    set second_factor = has_passkey or has_authenticator, passkey = has_passkey, authenticator = has_authenticator
    where a.id = whose and (a.passkey, a.authenticator) <> (has_passkey, has_authenticator);
  return null;
end $$;

-- What was asked of an authenticator, until it answers: once, and for five minutes.
create table passkey_challenge (
  bound bytea primary key,             -- sha-256 of what it is for and of the session or cookie it was asked in
  state jsonb not null,
  expires_at timestamptz not null
);
create index passkey_challenge_expires on passkey_challenge (expires_at);
alter table passkey_challenge enable row level security;   -- nobody's to read: the two functions know the key

create function keep_passkey_challenge(for_bound bytea, its_state jsonb, at timestamptz, until timestamptz) returns void
language sql volatile security definer set search_path = pg_catalog, public as $$
  delete from public.passkey_challenge c where c.bound in
    (select o.bound from public.passkey_challenge o where o.expires_at <= at order by o.expires_at limit 100 for update skip locked);
  insert into public.passkey_challenge (bound, state, expires_at) values (for_bound, its_state, until)
    on conflict (bound) do update set state = excluded.state, expires_at = excluded.expires_at
$$;
-- Of two who take it at once one gets it.
create function take_passkey_challenge(for_bound bytea, at timestamptz) returns jsonb
language sql volatile security definer set search_path = pg_catalog, public as $$
  with taken as (delete from public.passkey_challenge c where c.bound = for_bound returning c.state, c.expires_at)
  select t.state from taken t where t.expires_at > at
$$;
-- Whose passkey it is, by the handle its authenticator keeps.
create function access_passkey(handle uuid, of_credential bytea) returns table (account_id uuid, email text)
language sql stable security definer set search_path = pg_catalog, public as $$
  select a.id, a.email from public.account a join public.passkey p on p.account_id = a.id
  where a.passkey_handle = handle and p.credential_id = of_credential and a.deleted_at is null
$$;
grant execute on function keep_passkey_challenge(bytea, jsonb, timestamptz, timestamptz), take_passkey_challenge(bytea, timestamptz),
  access_passkey(uuid, bytea) to caseload_app;

alter table sign_in_session drop constraint sign_in_session_made_by_known;
alter table sign_in_session add constraint sign_in_session_made_by_known
  check (made_by in ('password', 'password_code', 'password_recovery', 'password_passkey', 'passkey'));
