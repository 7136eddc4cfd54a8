-- Who covers and who is covered belong to the team, and cover ends with the membership, whichever way that ends. Of a cover
-- and a departure at the same moment, one waits for the other, and then sees it.

create function coverage_of_the_team() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  here int;
begin
  select count(*) into here from (
    select from public.member where practice_id = new.practice_id and id in (new.absent_id, new.cover_id)
      and status in ('active', 'on_hold', 'inactive', 'suspended') order by id for share) held;
  if here < 2 then
    raise exception 'a cover with someone who has left' using errcode = 'check_violation', constraint = 'coverage_of_the_team';
  end if;
  return new;
end $$;
create trigger coverage_of_the_team before insert on coverage for each row execute function coverage_of_the_team();

create function member_leaves_no_cover() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  update public.coverage set ends_at = greatest(starts_at, public.app_now()), ended_by = coalesce(new.changed_by, new.id), version = version + 1
    where practice_id = new.practice_id and (absent_id = new.id or cover_id = new.id) and ends_at > public.app_now() and starts_at < ends_at;
  return null;
end $$;
create trigger member_leaves_no_cover after update of status on member for each row
  when (new.status in ('archived', 'removed') and old.status not in ('archived', 'removed'))
  execute function member_leaves_no_cover();

-- In the order in which they ended.
create index coverage_ended on coverage (practice_id, ends_at desc, id);
