-- The portal: a client's own account, and what it sees there (R7.4, R5.3 "sees only itself").

-- A client never stands inside the practice: app.practice stays empty for it, so it sees nothing of any tenant table,
-- nor of those still to come. What the portal shows are the answers of the functions below. They run as the tables' owner
-- and answer about app_client() in app_portal() alone: the columns that are the client's to know, and no others.
create function app_portal() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.portal', true), '')::uuid;
create function app_client() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.client', true), '')::uuid;
grant execute on function app_portal(), app_client() to caseload_app;

-- An account belongs to a member or to a client, of one practice, or to nobody.
alter table account
  add column client_id uuid,
  drop constraint account_membership_whole,
  add constraint account_belongs_once check (
    (practice_id is null) = (member_id is null and client_id is null) and (member_id is null or client_id is null));
create unique index account_of_client on account (practice_id, client_id) where client_id is not null;
alter table sign_in_session add column client_id uuid;
-- Whose an account is it may write itself (own_account), but never which client: that only portal_accept() says. A
-- column that is added later and changed by the application is granted by name.
revoke update on account, sign_in_session from caseload_app;
grant update (email, first_name, last_name, password_hash, practice_id, member_id, created_at, last_sign_in_at, deleted_at) on account to caseload_app;
grant update (practice_id, member_id, last_seen_at, expires_at, confirmed_at, ended_at, ended_why, viewing_member, viewing_role) on sign_in_session to caseload_app;

-- One invitation for each client; its serial counts on, whatever became of the ones before. It holds as long as the
-- record has the address it was sent to: whoever got a link by a mistyped address is out when the mistake is mended.
create table portal_invitation (
  practice_id uuid not null,
  client_id uuid not null,
  state text not null constraint portal_invitation_state_known check (state in ('open', 'accepted', 'revoked', 'ended')),
  serial int not null default 1,       -- only links of the newest serial work
  email text not null constraint portal_invitation_email_sane check (length(email) <= 254 and email like '_%@_%'),
  invited_by uuid not null,
  renewed_at timestamptz not null,     -- when the newest link was made
  expires_at timestamptz not null,
  decided_at timestamptz,
  primary key (practice_id, client_id),
  foreign key (practice_id, client_id) references client,
  foreign key (practice_id, invited_by) references member
);
alter table portal_invitation enable row level security;
alter table portal_invitation force row level security;
-- Seen where its client is.
create policy of_visible_clients on portal_invitation using (practice_id = app_practice()
  and exists (select from client c where c.practice_id = portal_invitation.practice_id and c.id = portal_invitation.client_id offset 0));
create policy new_invitations on portal_invitation for insert with check (practice_id = app_practice());
grant select, insert, update on portal_invitation to caseload_app;

-- For the functions below, which run as the owner; for nobody else, and so of no weight in anyone's questions.
create policy own_record on client to current_user using (practice_id = app_portal() and id = app_client());
create policy own_record on client_word for select to current_user using (practice_id = app_portal() and client_id = app_client());
create policy own_record on portal_invitation to current_user using (practice_id = app_portal() and client_id = app_client());

-- A link to the portal leads to one client, and not into the practice.
alter table link drop constraint link_purpose_known,
  add constraint link_purpose_known check (purpose in ('invitation', 'reset', 'email', 'portal'));
create or replace function access_open_link(token bytea, wanted text, ahead interval)
returns table (now timestamptz, practice_id uuid, subject_id uuid, serial int, email text, expires_at timestamptz, used_at timestamptz)
language plpgsql security definer set search_path = pg_catalog, public as $$
#variable_conflict use_column
declare l public.link;
begin
  select * into l from public.link x where x.token_hash = token and x.purpose = wanted;
  if not found then return; end if;
  if l.purpose = 'portal' then
    perform set_config('app.portal', l.practice_id::text, true), set_config('app.client', l.subject_id::text, true);
  elsif l.practice_id is not null then
    perform set_config('app.practice', l.practice_id::text, true);
  else
    perform set_config('app.account', l.subject_id::text, true);
  end if;
  return query select pg_catalog.now() + ahead, l.practice_id, l.subject_id, l.serial, l.email, l.expires_at, l.used_at;
end $$;

-- The account of an address (0012), with the client it belongs to: status says 'client' while it lets them in.
drop function account_of_address(text);
create function account_of_address(address text)
returns table (id uuid, email text, first_name text, last_name text, password_hash text, practice_id uuid, member_id uuid,
  client_id uuid, practice_name text, status text, practice_closed boolean)
language plpgsql security definer set search_path = pg_catalog, public as $$
#variable_conflict use_column
declare
  a public.account;
  p public.practice;
  m public.member;
  lets text;
  practice_before text := current_setting('app.practice', true);
  portal_before text := current_setting('app.portal', true);
  client_before text := current_setting('app.client', true);
begin
  select * into a from public.account x where lower(x.email) = lower(address) and x.deleted_at is null;
  if not found then return; end if;
  if a.practice_id is not null then
    perform set_config('app.practice', a.practice_id::text, true);
    select * into p from public.practice x where x.id = a.practice_id;
    if a.client_id is null then
      select * into m from public.member x where x.practice_id = a.practice_id and x.id = a.member_id;
      lets := m.status;
    else
      perform set_config('app.portal', a.practice_id::text, true), set_config('app.client', a.client_id::text, true);
      select case when c.archived_at is null and c.deleted_at is null then 'client' else 'archived' end into lets
        from public.client c where c.practice_id = a.practice_id and c.id = a.client_id;
      perform set_config('app.portal', coalesce(portal_before, ''), true), set_config('app.client', coalesce(client_before, ''), true);
    end if;
    perform set_config('app.practice', coalesce(practice_before, ''), true);
  end if;
  return query select a.id, a.email, a.first_name, a.last_name, a.password_hash, a.practice_id, a.member_id, a.client_id, p.name, lets,
    p.closed_at is not null;
end $$;
grant execute on function account_of_address(text) to caseload_app;
