-- Clients in the order of their names, found by the beginnings of words; and which of them one sees, said once for both.
--
-- The same as for members (0006, 0013). A word knows its client's place in the list, location and whether it is
-- archived, so what someone sees among the words is found in one index, and a word is seen where its client is.

alter table client no force row level security;          -- the owner fills in what is new, across practices

alter table client add column sort_key text collate "C" not null generated always as (folded(last_name) || ' ' || folded(first_name)) stored;
drop index client_by_location;
create index client_by_name on client (practice_id, sort_key, id) include (location_id) where archived_at is null;
create index client_by_location on client (practice_id, location_id, sort_key, id) where archived_at is null;
create index client_archived on client (practice_id, sort_key, id) include (location_id) where archived_at is not null;

create table client_word (
  practice_id uuid not null,
  client_id uuid not null,
  word text collate "C" not null,
  sort_key text collate "C" not null,
  location_id uuid not null,
  archived boolean not null,
  primary key (practice_id, client_id, word),
  foreign key (practice_id, client_id) references client
);
create index client_word_find on client_word (practice_id, word, sort_key, client_id) include (location_id, archived);

create function client_words() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if tg_op = 'UPDATE' then
    delete from public.client_word where practice_id = new.practice_id and client_id = new.id;
  end if;
  insert into public.client_word (practice_id, client_id, word, sort_key, location_id, archived)
    select new.practice_id, new.id, w, new.sort_key, new.location_id, new.archived_at is not null
    from unnest(public.words_of(new.first_name || ' ' || new.last_name)) w;
  return null;
end $$;
create trigger client_words_new after insert on client for each row execute function client_words();
create trigger client_words_changed after update on client for each row
  when ((old.first_name, old.last_name, old.location_id, old.archived_at is null)
    is distinct from (new.first_name, new.last_name, new.location_id, new.archived_at is null))
  execute function client_words();
insert into client_word (practice_id, client_id, word, sort_key, location_id, archived)
  select c.practice_id, c.id, w, c.sort_key, c.location_id, c.archived_at is not null
  from client c, unnest(words_of(c.first_name || ' ' || c.last_name)) w;

alter table client_word enable row level security;
alter table client_word force row level security;
grant select, insert, delete on client_word to caseload_app;

-- Which clients one sees: clients::visible says the same in every statement; this is the second wall. What the door set
-- is read once for a statement, not once for a row, and as a whole yes or no: hence the little selects. (The planner
-- takes such a yes for even odds; of `app_reach() = 'practice'` it expects next to no rows, and plans accordingly.)
do $$
declare
  sees constant text :=
    '(select %1$s() = ''practice'')
      or ((select %1$s() = ''locations'') and location_id = any ((select %2$s())::uuid[]))
      or ((select %1$s() in (''own'', ''locations'')) and %4$I in (
        select a.client_id from assignment a where a.practice_id = (select app_practice()) and a.member_id = (select %3$s()) and a.until is null))';
  here record;
begin
  drop policy visible_clients on client;
  drop policy not_beyond_the_viewer on client;
  for here in select * from (values ('client', 'id', ''), ('client_word', 'client_id', ' for select')) t (name, id, reading) loop
    execute format('create policy visible_clients on %I', here.name) || here.reading || ' using (practice_id = (select app_practice()) and ('
      || format(sees, 'app_reach', 'app_locations', 'app_member', here.id) || '))';
    execute format('create policy not_beyond_the_viewer on %I', here.name) || ' as restrictive for select using ((select app_viewer() is null) or '
      || format(sees, 'app_viewer_reach', 'app_viewer_locations', 'app_viewer', here.id) || ')';
  end loop;
end $$;
create policy new_words on client_word for insert with check (practice_id = app_practice());
create policy old_words on client_word for delete using (practice_id = app_practice());

alter table client force row level security;
