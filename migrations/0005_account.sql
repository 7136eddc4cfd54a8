-- An account is a person's sign-in, and belongs to no practice: it may outlive a membership.
-- These tables are not tenant tables. The application sees only the account that is signed in; what must be
-- known before that (is there an account, which session is this) goes through the functions of 0010.

create table account (
  id uuid primary key,
  email text not null check (length(email) <= 254),
  first_name text not null check (length(first_name) <= 60),
  last_name text not null check (length(last_name) <= 60),
  password_hash text not null,
  practice_id uuid,                    -- the one current membership, if any
  member_id uuid,
  created_at timestamptz not null,
  last_sign_in_at timestamptz,
  deleted_at timestamptz,
  constraint account_membership_whole check ((practice_id is null) = (member_id is null))
);
create unique index account_email_key on account (lower(email)) where deleted_at is null;
alter table account enable row level security;
create policy own_account on account to caseload_app using (id = app_account()) with check (id = app_account());
grant select, insert, update on account to caseload_app;

create table sign_in_session (
  token_hash bytea primary key,        -- sha-256 of a cookie of 256 random bits
  id uuid not null unique,
  account_id uuid not null references account,
  practice_id uuid,
  member_id uuid,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,     -- 12 hours after sign-in, whatever happens
  confirmed_at timestamptz not null,   -- when the password was last entered
  user_agent text not null default '',
  ip text not null default '',
  ended_at timestamptz,
  ended_why text
);
create index sign_in_session_account on sign_in_session (account_id) where ended_at is null;
create index sign_in_session_member on sign_in_session (practice_id, member_id) where ended_at is null;
alter table sign_in_session enable row level security;
create policy own_session on sign_in_session to caseload_app
  using (account_id = app_account() or practice_id = app_practice())
  with check (account_id = app_account() or practice_id = app_practice());
grant select, insert, update on sign_in_session to caseload_app;

create table device (                  -- browsers an account has signed in from, for the notice of a new one
  account_id uuid not null references account,
  device_hash bytea not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  primary key (account_id, device_hash)
);
alter table device enable row level security;
create policy own_device on device to caseload_app using (account_id = app_account()) with check (account_id = app_account());
grant select, insert, update on device to caseload_app;

create table throttle (                -- failed attempts, by account and by network address; hashed, so it names nobody
  key bytea primary key,
  failures int not null,
  last_at timestamptz not null,
  blocked_until timestamptz
);
grant select, insert, update, delete on throttle to caseload_app;

create table reset_request (           -- asked for by anyone for any address; the worker decides whether a mail goes out
  id uuid primary key,
  email text not null check (length(email) <= 254),
  asked_at timestamptz not null,
  done_at timestamptz
);
create index reset_request_open on reset_request (asked_at) where done_at is null;
grant select, insert, update, delete on reset_request to caseload_app;
