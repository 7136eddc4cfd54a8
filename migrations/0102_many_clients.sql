-- Many clients at once (an import, the demo): what is kept beside them is kept for all rows of a statement together.

-- Their words.
create function client_words_of_new() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  insert into public.client_word (practice_id, client_id, word, sort_key, location_id, archived, restricted)
    select f.practice_id, f.id, w, f.sort_key, f.location_id, f.archived_at is not null, f.restricted
    from fresh f cross join lateral unnest(public.words_of(f.first_name || ' ' || f.last_name || ' ' || f.preferred_name)) w
    where f.deleted_at is null;
  return null;
end $$;
drop trigger client_words_new on client;
create trigger client_words_new after insert on client referencing new table as fresh for each statement execute function client_words_of_new();

-- Since when they are where they are, unless that is said.
drop trigger client_placed on client;
create trigger client_placed before insert on client for each row when (new.placed_at is null) execute function client_placed();

-- The members they are assigned to: each is held once, in one order, so that two who assign many to the same few don't wait
-- for each other in a circle.
create or replace function assignment_to_the_team() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare wanted uuid[]; here uuid; there int;
begin
  for here in select distinct f.practice_id from fresh f where f.until is null loop
    select array_agg(distinct f.member_id) into wanted from fresh f where f.practice_id = here and f.until is null;
    select count(*) into there from (
      select from public.member m where m.practice_id = here and m.id = any (wanted)
        and m.status in ('invited', 'active', 'on_hold', 'inactive', 'suspended') order by m.id for share) held;
    if there < cardinality(wanted) then
      raise exception 'assigned to someone who has left' using errcode = 'check_violation', constraint = 'assignment_to_the_team';
    end if;
  end loop;
  return null;
end $$;
drop trigger assignment_to_the_team on assignment;
create trigger assignment_to_the_team after insert on assignment referencing new table as fresh for each statement execute function assignment_to_the_team();
