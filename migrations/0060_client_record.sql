-- What is known of a client (R7.5), since when they are where they are, and the time of the open transaction.

-- The door says what time it is; a job, which comes by no door, has the database's.
create function app_now() returns timestamptz language sql stable parallel safe
  return coalesce(nullif(current_setting('app.now', true), '')::timestamptz, now());
grant execute on function app_now() to caseload_app;

alter table client no force row level security;          -- the owner fills in what is new, across practices

alter table client
  add constraint client_first_name_given check (btrim(first_name) <> '' and length(first_name) <= 60),
  add constraint client_last_name_given check (btrim(last_name) <> '' and length(last_name) <= 60),
  add column preferred_name text not null default '' constraint client_preferred_name_short check (length(preferred_name) <= 60),
  add column pronouns text not null default '' constraint client_pronouns_short check (length(pronouns) <= 40),
  add column birth_date date constraint client_birth_date_sane check (birth_date >= '1880-01-01'),
  add column email text not null default '' constraint client_email_sane check (email = '' or (length(email) <= 254 and email like '_%@_%')),
  add column phone text not null default '' constraint client_phone_short check (length(phone) <= 40),
  add column risk text not null default '' constraint client_risk_known check (risk in ('', 'low', 'moderate', 'high')),
  -- Only whoever is named sees a restricted client: 0063 says who that is.
  add column restricted boolean not null default false,
  -- Their own account for the portal: none, set up but never used, or used.
  add column portal text not null default 'none' constraint client_portal_known check (portal in ('none', 'provisioned', 'activated')),
  add column last_visit_at timestamptz,                  -- kept by the visits (0061)
  add column version int not null default 1,
  add column created_by uuid,
  add column changed_at timestamptz,
  add column changed_by uuid,
  add column archived_by uuid,
  -- A deleted record is sealed: it is kept as long as the law asks, and nobody finds it. It is archived too.
  add column deleted_at timestamptz,
  add column deleted_by uuid,
  add constraint client_deleted_is_archived check (deleted_at is null or archived_at is not null),
  -- Since when location, restriction and archive are as they are; before that is in client_past.
  add column placed_at timestamptz;
update client set placed_at = greatest(created_at, archived_at);
alter table client alter column placed_at set not null;

create index client_by_created on client (practice_id, created_at, id) where archived_at is null;
create index client_by_last_visit on client (practice_id, last_visit_at, id) where archived_at is null;
create index client_by_email on client (practice_id, lower(email)) where email <> '' and deleted_at is null;
create index client_restricted on client (practice_id, id) where restricted;

create table client_past (
  practice_id uuid not null,
  client_id uuid not null,
  since timestamptz not null,
  until timestamptz not null,
  location_id uuid not null,
  restricted boolean not null,
  archived boolean not null,
  primary key (practice_id, client_id, until),
  foreign key (practice_id, client_id) references client
);
alter table client_past enable row level security;
alter table client_past force row level security;
create policy own_practice on client_past using (practice_id = app_practice()) with check (practice_id = app_practice());
grant select, insert on client_past to caseload_app;

create function client_placed() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if tg_op = 'INSERT' then
    new.placed_at := coalesce(new.placed_at, greatest(new.created_at, new.archived_at));
  else
    new.placed_at := greatest(public.app_now(), old.placed_at);
    insert into public.client_past values (old.practice_id, old.id, old.placed_at, new.placed_at, old.location_id, old.restricted, old.archived_at is not null)
      on conflict (practice_id, client_id, until) do nothing;
  end if;
  return new;
end $$;
create trigger client_placed before insert on client for each row execute function client_placed();
create trigger client_moved before update on client for each row
  when ((old.location_id, old.restricted, old.archived_at is null) is distinct from (new.location_id, new.restricted, new.archived_at is null))
  execute function client_placed();

-- A word knows its client's restriction too. The deleted have no words.
alter table client_word no force row level security;
alter table client_word add column restricted boolean not null default false;
drop index client_word_find;
create index client_word_find on client_word (practice_id, word, sort_key, client_id) include (location_id, archived, restricted);
create or replace function client_words() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if tg_op = 'UPDATE' then
    delete from public.client_word where practice_id = new.practice_id and client_id = new.id;
  end if;
  if new.deleted_at is null then
    insert into public.client_word (practice_id, client_id, word, sort_key, location_id, archived, restricted)
      select new.practice_id, new.id, w, new.sort_key, new.location_id, new.archived_at is not null, new.restricted
      from unnest(public.words_of(new.first_name || ' ' || new.last_name || ' ' || new.preferred_name)) w;
  end if;
  return null;
end $$;
drop trigger client_words_changed on client;
create trigger client_words_changed after update on client for each row
  when ((old.first_name, old.last_name, old.preferred_name, old.location_id, old.archived_at is null, old.restricted, old.deleted_at is null)
    is distinct from (new.first_name, new.last_name, new.preferred_name, new.location_id, new.archived_at is null, new.restricted, new.deleted_at is null))
  execute function client_words();
alter table client_word force row level security;
alter table client force row level security;
