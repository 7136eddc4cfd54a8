-- A word knows where its member stands in the list, so a search finds its page in one index and looks up no more
-- members than it shows. People who left are not searched for.

alter table member no force row level security;          -- the owner fills in what is new, across practices
alter table member_word no force row level security;
alter table practice no force row level security;

alter table member_word add column sort_key text collate "C";
update member_word w set sort_key = m.sort_key from member m where m.practice_id = w.practice_id and m.id = w.member_id;
delete from member_word w using member m
  where m.practice_id = w.practice_id and m.id = w.member_id and m.status in ('withdrawn', 'archived', 'removed');
alter table member_word alter column sort_key set not null;
alter table member_word drop constraint member_word_pkey;
drop index member_word_of;
alter table member_word add primary key (practice_id, member_id, word);
create index member_word_find on member_word (practice_id, word, sort_key, member_id);

create or replace function member_words() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if tg_op = 'UPDATE' then
    delete from public.member_word where practice_id = new.practice_id and member_id = new.id;
  end if;
  if new.status not in ('withdrawn', 'archived', 'removed') then
    insert into public.member_word (practice_id, word, member_id, sort_key)
      select new.practice_id, w, new.id, new.sort_key
      from unnest(public.words_of(new.first_name || ' ' || new.last_name || ' ' || new.email)) w
      on conflict do nothing;
  end if;
  return null;
end $$;
drop trigger member_words_changed on member;
create trigger member_words_changed after update on member for each row
  when ((old.first_name, old.last_name, old.email, old.status) is distinct from (new.first_name, new.last_name, new.email, new.status))
  execute function member_words();

-- For the filter by status; each filter finds its rows in the order of the list.
create index member_by_status on member (practice_id, status, sort_key, id);

-- How many members there are is shown on every page of the team: counted when it changes, not when it is read.
-- `members` counts those who have joined and not left; open invitations are counted as they stand, for they run out.
alter table practice add column members int not null default 0;
update practice p set members = (select count(*) from member m where m.practice_id = p.id and m.status in ('active', 'on_hold', 'inactive', 'suspended'));

create function practice_counts_new() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  update public.practice p set members = p.members + c.n
    from (select practice_id, count(*) as n from fresh where status in ('active', 'on_hold', 'inactive', 'suspended') group by 1) c
    where p.id = c.practice_id;
  return null;
end $$;
create trigger practice_counts_new after insert on member referencing new table as fresh
  for each statement execute function practice_counts_new();
create function practice_counts_changed() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  update public.practice set members = members
    + (new.status in ('active', 'on_hold', 'inactive', 'suspended'))::int - (old.status in ('active', 'on_hold', 'inactive', 'suspended'))::int
    where id = new.practice_id;
  return null;
end $$;
create trigger practice_counts_changed after update on member for each row
  when ((old.status in ('active', 'on_hold', 'inactive', 'suspended')) is distinct from (new.status in ('active', 'on_hold', 'inactive', 'suspended')))
  execute function practice_counts_changed();

alter table member force row level security;
alter table member_word force row level security;
alter table practice force row level security;

-- Kept from 0002, in a language whose plans are kept: inside a statement of its own it took five times as long.
create or replace function words_of(text) returns text[] language plpgsql immutable strict parallel safe as $$
begin
  return array(select w from (
    select distinct left(w, 60) as w from regexp_split_to_table(public.folded($1), '[^[:alnum:]]+') w where w <> '') words
    order by length(w) desc, w);
end $$;
