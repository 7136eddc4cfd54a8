-- Nobody supervises those who supervise them, however many are between. The lock on the practice makes the second of two
-- relations begun at once wait; then it sees the first.

create function supervision_no_cycle() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  perform 1 from public.practice where id = new.practice_id for update;
  if exists (
    with recursive above as (
      select new.supervisor_id as id
      union
      select s.supervisor_id from above a
        join public.supervision s on s.practice_id = new.practice_id and s.supervisee_id = a.id and s.until is null)
    select from above where id = new.supervisee_id)
  then
    raise exception 'a circle of supervision'
      using errcode = 'check_violation', constraint = case when new.supervisor_id = new.supervisee_id then 'supervision_of_another' else 'supervision_no_cycle' end;
  end if;
  return new;
end $$;
create trigger supervision_no_cycle before insert on supervision for each row execute function supervision_no_cycle();

-- Few have more or less than their role: whoever may administer by it alone is found among them.
create index if not exists member_with_overrides on member (practice_id, id) where overrides <> '{}';
