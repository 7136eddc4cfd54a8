-- The organisation's account link (R2.8): people join on their own under a role, once they have shown that their address is
-- theirs; some links ask a person of the practice to agree.

create table join_link (
  practice_id uuid not null references practice,
  id uuid not null,
  role_id uuid not null,
  location_id uuid not null,           -- where whoever joins works, or is a client
  by_member uuid not null,             -- in whose right it works: who made it, or renewed it last
  serial int not null default 1,       -- only the newest address works; those before say so
  sealed text not null,                -- the token, to be shown again; what is looked up is its hash, in link
  expires_at timestamptz not null,
  most int constraint join_link_most_sane check (most between 1 and 10000),  -- how many may join; nothing: as many as like
  domains text[] not null default '{}',  -- of addresses, in small letters; empty: any
  approval boolean not null,
  created_at timestamptz not null,
  renewed_at timestamptz not null,     -- when the newest address was made
  off_at timestamptz,
  primary key (practice_id, id),
  foreign key (practice_id, role_id) references role,
  foreign key (practice_id, location_id) references location,
  foreign key (practice_id, by_member) references member
);
alter table join_link enable row level security;
alter table join_link force row level security;
create policy own_practice on join_link using (practice_id = (select app_practice())) with check (practice_id = (select app_practice()));
-- Whoever changes SECRET_KEY seals everything anew, in every practice, as the tables' owner (auth::factors::rotate).
create policy sealed_anew on join_link to current_user using (true);
grant select, insert, update on join_link to caseload_app;

create table join_request (
  practice_id uuid not null,
  id uuid not null,
  link_id uuid not null,
  serial int not null,                 -- of the link's address it was made by
  first_name text not null constraint join_request_first_name_given check (btrim(first_name) <> '' and length(first_name) <= 60),
  last_name text not null constraint join_request_last_name_given check (btrim(last_name) <> '' and length(last_name) <= 60),
  email text not null constraint join_request_email_sane check (length(email) <= 254 and email like '_%@_%'),
  -- asked: by anyone; waiting and later: by the address's owner. Let in, they are invited like anyone else.
  state text not null default 'asked' constraint join_request_state_known check (state in ('asked', 'waiting', 'let_in', 'declined')),
  asked_at timestamptz not null,
  expires_at timestamptz not null,     -- until when the address can be confirmed
  confirmed_at timestamptz,
  decided_at timestamptz,
  decided_by uuid,                     -- nobody where the link asks for no approval
  reason text not null default '' constraint join_request_reason_short check (length(reason) <= 500),
  member_id uuid,                      -- who was invited by it …
  client_id uuid,                      -- … or whose record it became
  primary key (practice_id, id),
  foreign key (practice_id, link_id) references join_link
);
create index join_request_of_link on join_request (practice_id, link_id, confirmed_at desc) where state <> 'asked';
create unique index join_request_waits_once on join_request (practice_id, lower(email)) where state = 'waiting';
create index join_request_waiting on join_request (practice_id, confirmed_at, id) where state = 'waiting';
create index join_request_asked on join_request (practice_id, expires_at) where state = 'asked';
alter table join_request enable row level security;
alter table join_request force row level security;
create policy own_practice on join_request using (practice_id = (select app_practice())) with check (practice_id = (select app_practice()));
grant select, insert, update, delete on join_request to caseload_app;

alter table link drop constraint link_purpose_known,
  add constraint link_purpose_known check (purpose in ('invitation', 'reset', 'email', 'portal', 'join', 'join_confirm'));

-- Whether the practice has a record with this address, whoever sees it: 'none', 'record', or 'account' where its client signs in
-- with one. Asked only once the address has proved to be theirs who asks, or by whoever decides on their request.
create policy asked_by_a_newcomer on client for select to current_user
  using ((select app_job()) = 'join' and practice_id = (select app_practice()));
create function join_known(address text) returns text
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  before text := current_setting('app.job', true);
  known text;
begin
  perform set_config('app.job', 'join', true);
  select case when bool_or(c.portal <> 'none' and c.archived_at is null) then 'account' when count(*) > 0 then 'record' else 'none' end into known
    from public.client c
    where c.practice_id = public.app_practice() and c.email_key = lower(address) and c.email_key <> '' and c.deleted_at is null;
  perform set_config('app.job', coalesce(before, ''), true);
  return known;
end $$;
grant execute on function join_known(text) to caseload_app;
