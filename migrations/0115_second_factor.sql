-- The second factor (R13.1): what a person shows besides the password. Like accounts these are not tenant tables: a factor
-- belongs to a person, and outlives a membership. The application sees those of the account it stands in for.

alter table account
  add column second_factor boolean not null default false,    -- has a confirmed one; kept by factor_counts
  add column password_short boolean not null default false;   -- of 8 to 14 characters: enough only beside a second factor
grant update (password_short) on account to caseload_app;

create table factor (
  id uuid primary key,
  account_id uuid not null references account,
  kind text not null constraint factor_kind_known check (kind in ('totp')),  -- a passkey will be a kind of its own
  name text not null constraint factor_name_given check (btrim(name) <> '' and length(name) <= 60),
  sealed text not null,                -- the secret, as base::sealed writes it
  created_at timestamptz not null,
  confirmed_at timestamptz,            -- counts only from then on
  last_step bigint not null default 0, -- RFC 6238 §5.2: a code is taken once
  last_used_at timestamptz
);
create index factor_account on factor (account_id);
alter table factor enable row level security;
create policy own_factor on factor to caseload_app
  using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert, delete on factor to caseload_app;
grant update (confirmed_at, last_step, last_used_at) on factor to caseload_app;

-- Whether there is one is asked at every request: it stands at the account. The account's row is held first, so that two
-- who remove the last two at once don't each leave it to the other.
create function factor_counts() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  whose uuid := case when tg_op = 'DELETE' then old.account_id else new.account_id end;
  has boolean;
begin
  perform 1 from public.account a where a.id = whose for update;
  has := exists (select from public.factor f where f.account_id = whose and f.confirmed_at is not null);
  update public.account a set second_factor = has where a.id = whose and a.second_factor <> has;
  return null;
end $$;
create trigger factor_counts after insert or delete or update of confirmed_at on factor for each row execute function factor_counts();

create table recovery_code (
  account_id uuid not null references account,
  code_hash bytea not null,            -- sha-256 of 120 random bits
  created_at timestamptz not null,
  used_at timestamptz,
  primary key (account_id, code_hash)
);
alter table recovery_code enable row level security;
create policy own_code on recovery_code to caseload_app
  using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert, delete on recovery_code to caseload_app;
grant update (used_at) on recovery_code to caseload_app;

create table recovery_sheet (          -- new codes in full, until they were put away or the time for it is over
  account_id uuid primary key references account,
  sealed text not null,
  expires_at timestamptz not null
);
alter table recovery_sheet enable row level security;
create policy own_sheet on recovery_sheet to caseload_app
  using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert, delete on recovery_sheet to caseload_app;

create table pending_sign_in (         -- the password was right; the code is still to come
  token_hash bytea primary key,        -- sha-256 of a cookie of 256 random bits
  account_id uuid not null references account,
  next text not null check (length(next) <= 2000),
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index pending_sign_in_account on pending_sign_in (account_id);
alter table pending_sign_in enable row level security;
create policy own_pending on pending_sign_in to caseload_app
  using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert, delete on pending_sign_in to caseload_app;

-- Where a half sign-in leads; nothing once its time is over.
create function access_pending(token bytea, at timestamptz) returns table (account_id uuid, email text, next text)
language sql stable security definer set search_path = pg_catalog, public as $$
  select a.id, a.email, s.next
  from public.pending_sign_in s join public.account a on a.id = s.account_id and a.deleted_at is null
  where s.token_hash = token and s.expires_at > at
$$;
grant execute on function access_pending(bytea, timestamptz) to caseload_app;

alter table sign_in_session add column made_by text not null default 'password'
  constraint sign_in_session_made_by_known check (made_by in ('password', 'password_code', 'password_recovery'));
grant update (made_by) on sign_in_session to caseload_app;
