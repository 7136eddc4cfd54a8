-- A member's words and their beginnings come from the member's row and from nothing else: from here on only the trigger writes
-- them, and the application can't. So a foreign key has nothing left to find, which asked for the member once more for each of
-- some thirty rows. Both are written in one statement; together they were half of what inviting somebody cost.

alter table member_word drop constraint member_word_practice_id_member_id_fkey;
alter table member_prefix drop constraint member_prefix_practice_id_member_id_fkey;
revoke insert, delete on member_word, member_prefix from caseload_app;

-- Kept from 0002, in a language whose plans are kept: a generated column is planned anew in each statement that writes it, and
-- what can be inlined there is inlined each time.
create or replace function folded(text) returns text language plpgsql immutable strict parallel safe as $$
begin
  return translate(
    regexp_replace(normalize(lower($1), nfkd), '[\u0300-\u036f]', '', 'g'),
    'øłđðıþßæœ’', 'oldditsao''');
end $$;

-- The words of 0002, each once and in no order; part of whatever statement asks.
create function words_in(text) returns setof text language sql immutable parallel safe as $$
  select distinct left(w, 60) from regexp_split_to_table(public.folded($1), '[^[:alnum:]]+') w where w <> ''
$$;
grant execute on function words_in(text) to caseload_app;
create or replace function words_of(text) returns text[] language plpgsql immutable strict parallel safe as $$
begin
  return array(select w from public.words_in($1) w order by length(w) desc, w);
end $$;

-- As its owner, whom the policies bind too.
create or replace function member_words() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  gone boolean := new.status in ('withdrawn', 'archived', 'removed');
begin
  if tg_op = 'UPDATE' then
    delete from public.member_word where practice_id = new.practice_id and member_id = new.id;
    delete from public.member_prefix where practice_id = old.practice_id and sort_key = old.sort_key and member_id = old.id
      and prefix = any (public.prefixes_of(public.words_of(old.first_name || ' ' || old.last_name || ' ' || old.email)));
  end if;
  with words as materialized (
      select w from public.words_in(new.first_name || ' ' || new.last_name || ' ' || new.email) w),
    put as (
      insert into public.member_word (practice_id, word, member_id, sort_key, gone)
        select new.practice_id, w, new.id, new.sort_key, gone from words)
  insert into public.member_prefix (practice_id, prefix, sort_key, member_id)
    select new.practice_id, p, new.sort_key, new.id
    from (select distinct left(w, n) as p from words, generate_series(1, 4) n) beginnings where not gone;
  return null;
end $$;
