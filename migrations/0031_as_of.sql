-- The roster of a past day: since when someone has been on it, and the words of those who have left; and the filter by
-- location. What a membership was then is in member_past: the row that ended first after that day, or else the present.

alter table member no force row level security;          -- the owner fills in what is new, across practices
alter table member_word no force row level security;
alter table member_past no force row level security;
alter table invitation no force row level security;

-- From the invitation, or from joining where there was none. Inviting someone again moves invited_at, not this.
alter table member add column began_at timestamptz;
update member m set began_at = least(
  m.invited_at, m.joined_at, m.changed_at,
  (select min(p.since) from member_past p where p.practice_id = m.practice_id and p.member_id = m.id),
  (select i.created_at from invitation i where i.practice_id = m.practice_id and i.member_id = m.id));
alter table member alter column began_at set not null;
create function member_begins() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  new.began_at := coalesce(new.began_at, least(new.invited_at, new.joined_at, new.changed_at));
  return new;
end $$;
create trigger member_begins before insert on member for each row execute function member_begins();

-- In the order of names, with those who have left; and by location.
create index member_ever on member (practice_id, sort_key, id);
create index member_by_location on member (practice_id, primary_location_id, sort_key, id);

-- The words of those who left stay, marked, and are found on a past day alone.
alter table member_word add column gone boolean not null default false;
create or replace function member_words() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if tg_op = 'UPDATE' then
    delete from public.member_word where practice_id = new.practice_id and member_id = new.id;
  end if;
  insert into public.member_word (practice_id, word, member_id, sort_key, gone)
    select new.practice_id, w, new.id, new.sort_key, new.status in ('withdrawn', 'archived', 'removed')
    from unnest(public.words_of(new.first_name || ' ' || new.last_name || ' ' || new.email)) w
    on conflict do nothing;
  return null;
end $$;
insert into member_word (practice_id, word, member_id, sort_key, gone)
  select m.practice_id, w, m.id, m.sort_key, true from member m, unnest(words_of(m.first_name || ' ' || m.last_name || ' ' || m.email)) w
  where m.status in ('withdrawn', 'archived', 'removed')
  on conflict do nothing;
drop index member_word_find;
create index member_word_find on member_word (practice_id, word, sort_key, member_id) include (gone);

alter table member force row level security;
alter table member_word force row level security;
alter table member_past force row level security;
alter table invitation force row level security;

-- The whole story of one member: groups they were in, whom they supervised and who them; ended ones too.
create index group_member_ever on group_member (practice_id, member_id);
create index supervision_ever_of on supervision (practice_id, supervisee_id);
create index supervision_ever_by on supervision (practice_id, supervisor_id);
