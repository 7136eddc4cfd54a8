-- The beginnings of words, each in the order of the list: a search for a few letters walks its page and stops, however
-- many it would find. Longer words begin here and are compared in full in member_word. Of those who are on the team now.

create table member_prefix (
  practice_id uuid not null,
  prefix text collate "C" not null,      -- one to four characters
  sort_key text collate "C" not null,
  member_id uuid not null,
  primary key (practice_id, prefix, sort_key, member_id),
  foreign key (practice_id, member_id) references member (practice_id, id)
);
alter table member_prefix enable row level security;
create policy own_practice on member_prefix using (practice_id = app_practice()) with check (practice_id = app_practice());
grant select, insert, delete on member_prefix to caseload_app;

create function prefixes_of(words text[]) returns text[] language plpgsql immutable strict parallel safe as $$
begin
  return array(select distinct left(w, n) from unnest(words) w, generate_series(1, 4) n);
end $$;
grant execute on function prefixes_of(text[]) to caseload_app;

create or replace function member_words() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  words text[] := public.words_of(new.first_name || ' ' || new.last_name || ' ' || new.email);
  gone boolean := new.status in ('withdrawn', 'archived', 'removed');
begin
  if tg_op = 'UPDATE' then
    delete from public.member_word where practice_id = new.practice_id and member_id = new.id;
    delete from public.member_prefix where practice_id = old.practice_id and sort_key = old.sort_key and member_id = old.id
      and prefix = any (public.prefixes_of(public.words_of(old.first_name || ' ' || old.last_name || ' ' || old.email)));
  end if;
  insert into public.member_word (practice_id, word, member_id, sort_key, gone)
    select new.practice_id, w, new.id, new.sort_key, gone from unnest(words) w on conflict do nothing;
  if not gone then
    insert into public.member_prefix (practice_id, prefix, sort_key, member_id)
      select new.practice_id, p, new.sort_key, new.id from unnest(public.prefixes_of(words)) p on conflict do nothing;
  end if;
  return null;
end $$;

alter table member_word no force row level security;     -- the owner fills in what is new, across practices
insert into member_prefix (practice_id, prefix, sort_key, member_id)
  select distinct w.practice_id, left(w.word, n), w.sort_key, w.member_id from member_word w, generate_series(1, 4) n where not w.gone;
alter table member_word force row level security;
alter table member_prefix force row level security;
