-- Where someone works, which groups they are in, who supervises whom: each from when to when, so that the question
-- "what was it on 3 March" has an answer. Nothing here is deleted.

create table member_location (         -- beside the primary one, which stands in member
  practice_id uuid not null,
  member_id uuid not null,
  location_id uuid not null,
  since timestamptz not null,
  until timestamptz,
  given_by uuid,
  ended_by uuid,
  primary key (practice_id, member_id, location_id, since),
  foreign key (practice_id, member_id) references member,
  foreign key (practice_id, location_id) references location
);
create unique index member_location_once on member_location (practice_id, member_id, location_id) where until is null;
create index member_location_there on member_location (practice_id, location_id, member_id) where until is null;

create table practice_group (
  practice_id uuid not null references practice,
  id uuid not null,
  name text not null constraint practice_group_name_given check (btrim(name) <> '' and length(name) <= 60),
  created_at timestamptz not null,
  created_by uuid,
  deleted_at timestamptz,
  deleted_by uuid,
  primary key (practice_id, id)
);
create unique index practice_group_name_key on practice_group (practice_id, lower(name)) where deleted_at is null;

create table group_member (
  practice_id uuid not null,
  group_id uuid not null,
  member_id uuid not null,
  since timestamptz not null,
  until timestamptz,
  put_by uuid,
  ended_by uuid,
  primary key (practice_id, group_id, member_id, since),
  foreign key (practice_id, group_id) references practice_group,
  foreign key (practice_id, member_id) references member
);
create unique index group_member_once on group_member (practice_id, group_id, member_id) where until is null;
create index group_member_of on group_member (practice_id, member_id) where until is null;

create table group_client (
  practice_id uuid not null,
  group_id uuid not null,
  client_id uuid not null,
  since timestamptz not null,
  until timestamptz,
  put_by uuid,
  ended_by uuid,
  primary key (practice_id, group_id, client_id, since),
  foreign key (practice_id, group_id) references practice_group,
  foreign key (practice_id, client_id) references client
);
create unique index group_client_once on group_client (practice_id, group_id, client_id) where until is null;
create index group_client_of on group_client (practice_id, client_id) where until is null;

create table supervision (
  practice_id uuid not null,
  id uuid not null,
  supervisor_id uuid not null,
  supervisee_id uuid not null,
  kind text not null constraint supervision_kind_known check (kind in ('clinical', 'administrative', 'both')),
  frequency text not null constraint supervision_frequency_known check (frequency in ('weekly', 'biweekly', 'monthly', 'as_needed')),
  since timestamptz not null,
  until timestamptz,
  set_by uuid,
  ended_by uuid,
  primary key (practice_id, id),
  constraint supervision_of_another check (supervisor_id <> supervisee_id),
  foreign key (practice_id, supervisor_id) references member,
  foreign key (practice_id, supervisee_id) references member
);
create unique index supervision_once on supervision (practice_id, supervisee_id, supervisor_id) where until is null;
create index supervision_by on supervision (practice_id, supervisor_id) where until is null;

do $$ declare t text; begin
  foreach t in array array['member_location', 'practice_group', 'group_member', 'group_client', 'supervision'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own_practice on %I using (practice_id = app_practice()) with check (practice_id = app_practice())', t);
    execute format('grant select, insert, update on %I to caseload_app', t);
  end loop;
end $$;

-- Which clients one sees (the second wall for R6.1): all of the practice's, or those of one's locations and those
-- assigned, or those assigned; nobody whose role can't view clients sees any. A reach is set by the door.
create function app_reach() returns text language sql stable parallel safe return current_setting('app.clients', true);
create function app_locations() returns uuid[] language sql stable parallel safe
  return coalesce(nullif(current_setting('app.locations', true), ''), '{}')::uuid[];
-- Whoever looks through another's eyes sees no more than with their own.
create function app_viewer() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.viewer', true), '')::uuid;
create function app_viewer_reach() returns text language sql stable parallel safe return current_setting('app.viewer_clients', true);
create function app_viewer_locations() returns uuid[] language sql stable parallel safe
  return coalesce(nullif(current_setting('app.viewer_locations', true), ''), '{}')::uuid[];
grant execute on function app_reach(), app_locations(), app_viewer(), app_viewer_reach(), app_viewer_locations() to caseload_app;

drop policy visible_clients on client;
create policy visible_clients on client using (practice_id = app_practice() and (
  app_reach() = 'practice'
  or (app_reach() = 'locations' and location_id = any (app_locations()))
  or (app_reach() in ('own', 'locations') and exists (
    select from assignment a where a.practice_id = client.practice_id and a.client_id = client.id and a.member_id = app_member() and a.until is null))));
create policy not_beyond_the_viewer on client as restrictive for select using (
  app_viewer() is null
  or app_viewer_reach() = 'practice'
  or (app_viewer_reach() = 'locations' and location_id = any (app_viewer_locations()))
  or (app_viewer_reach() in ('own', 'locations') and exists (
    select from assignment a where a.practice_id = client.practice_id and a.client_id = client.id and a.member_id = app_viewer() and a.until is null)));
drop function app_sees_all_clients();
create index client_by_location on client (practice_id, location_id) where archived_at is null;
