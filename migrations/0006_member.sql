-- A member is a person on a practice's team, from the moment of the invitation. Three facts stay apart: the
-- invitation (0007), the account (0005) and the membership (status, here).

create table member (
  practice_id uuid not null references practice,
  id uuid not null,
  account_id uuid,
  first_name text not null constraint member_first_name_given check (btrim(first_name) <> '' and length(first_name) <= 60),
  last_name text not null constraint member_last_name_given check (btrim(last_name) <> '' and length(last_name) <= 60),
  email text not null constraint member_email_sane check (length(email) <= 254 and email like '_%@_%'),
  status text not null constraint member_status_known check (status in
    ('invited', 'withdrawn',                                                         -- has not joined
     'active', 'on_hold', 'inactive', 'suspended', 'archived', 'removed')),          -- has
  role_id uuid not null,
  primary_location_id uuid not null,
  invited_by uuid,
  invited_at timestamptz,
  joined_at timestamptz,
  left_at timestamptz,
  last_sign_in_at timestamptz,
  sort_key text collate "C" not null generated always as (folded(last_name) || ' ' || folded(first_name)) stored,
  version int not null default 1,
  changed_at timestamptz not null,
  changed_by uuid,
  primary key (practice_id, id),
  constraint member_role_exists foreign key (practice_id, role_id) references role,
  constraint member_location_exists foreign key (practice_id, primary_location_id) references location
);
create unique index member_email_key on member (practice_id, lower(email)) where status not in ('withdrawn', 'archived', 'removed');
create index member_by_name on member (practice_id, sort_key, id) where status not in ('withdrawn', 'archived', 'removed');
create index member_by_role on member (practice_id, role_id, sort_key, id);
alter table member enable row level security;
alter table member force row level security;
create policy own_practice on member using (practice_id = app_practice()) with check (practice_id = app_practice());
grant select, insert, update on member to caseload_app;

-- The roster is searched by the beginnings of words.
create table member_word (
  practice_id uuid not null,
  word text collate "C" not null,
  member_id uuid not null,
  primary key (practice_id, word, member_id),
  foreign key (practice_id, member_id) references member
);
create index member_word_of on member_word (practice_id, member_id);
alter table member_word enable row level security;
alter table member_word force row level security;
create policy own_practice on member_word using (practice_id = app_practice()) with check (practice_id = app_practice());
grant select, insert, delete on member_word to caseload_app;

create function member_words() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if tg_op = 'UPDATE' then
    delete from public.member_word where practice_id = new.practice_id and member_id = new.id;
  end if;
  insert into public.member_word
    select new.practice_id, w, new.id
    from unnest(public.words_of(new.first_name || ' ' || new.last_name || ' ' || new.email)) w
    on conflict do nothing;
  return null;
end $$;
create trigger member_words_new after insert on member for each row execute function member_words();
create trigger member_words_changed after update of first_name, last_name, email on member for each row
  when ((old.first_name, old.last_name, old.email) is distinct from (new.first_name, new.last_name, new.email))
  execute function member_words();

-- What a membership was, from when to when: the table of the present keeps its own past.
create table member_past (
  practice_id uuid not null,
  member_id uuid not null,
  since timestamptz not null,
  until timestamptz not null,
  status text not null,
  role_id uuid not null,
  primary_location_id uuid not null,
  changed_by uuid,                     -- who ended it
  primary key (practice_id, member_id, until),
  foreign key (practice_id, member_id) references member
);
alter table member_past enable row level security;
alter table member_past force row level security;
create policy own_practice on member_past using (practice_id = app_practice()) with check (practice_id = app_practice());
grant select, insert on member_past to caseload_app;

create function member_remembers() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  insert into public.member_past values (old.practice_id, old.id, old.changed_at, new.changed_at, old.status, old.role_id, old.primary_location_id, new.changed_by)
    on conflict (practice_id, member_id, until) do nothing;
  return null;
end $$;
create trigger member_remembers after update on member for each row
  when ((old.status, old.role_id, old.primary_location_id) is distinct from (new.status, new.role_id, new.primary_location_id))
  execute function member_remembers();

-- No path, and no two paths at once, may leave a practice without an administrator who can sign in. The lock on
-- the practice makes the second of two wait; then its `exists` sees what the first has done.
create function practice_keeps_administrator() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  perform 1 from public.practice where id = old.practice_id and closed_at is null for update;
  if found and not exists (
    select from public.member m join public.role r on r.practice_id = m.practice_id and r.id = m.role_id
    where m.practice_id = old.practice_id and m.status = 'active' and m.account_id is not null and public.administers(r.grants))
  then
    raise exception 'a practice needs an administrator who can sign in'
      using errcode = 'check_violation', constraint = 'practice_keeps_administrator';
  end if;
  return null;
end $$;
create trigger practice_keeps_administrator after update on member for each row
  when (old.status = 'active' and (new.status <> 'active' or new.role_id <> old.role_id))
  execute function practice_keeps_administrator();
create trigger practice_keeps_administrator after update of grants on role for each row
  when (administers(old.grants) and not administers(new.grants))
  execute function practice_keeps_administrator();

-- The originating administrator stays until the practice is handed over.
create function originator_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if exists (select from public.practice where id = old.practice_id and originating_member_id = old.id and closed_at is null) then
    raise exception 'the originating administrator hands the practice over first'
      using errcode = 'check_violation', constraint = 'originator_stays';
  end if;
  return null;
end $$;
create trigger originator_stays after update on member for each row
  when (old.status = 'active' and new.status <> 'active') execute function originator_stays();
