-- A client is added: with a look at every client there is, for one it may be again.

-- The same email, as a column of its own: under row-level security an index on lower() is out of reach, for lower() might
-- tell of rows that aren't seen. And the same name and birth date.
alter table client add column email_key text collate "C" not null generated always as (lower(email)) stored;
create index client_by_email_key on client (practice_id, email_key) where email_key <> '' and deleted_at is null;
create index client_by_birth on client (practice_id, birth_date, sort_key) where birth_date is not null and deleted_at is null;

-- Likely the same person, whoever sees them: only which they are, and why. What is told of those one doesn't see is that
-- there is one. The policy is for the function, which runs as the tables' owner, and so of no weight in anyone's questions.
create policy twins_of_a_new_one on client for select to current_user using (app_job() = 'twins' and practice_id = app_practice());
create function client_twins(first text, last text, born date, address text) returns table (client_id uuid, by_name boolean, by_email boolean)
language plpgsql security definer set search_path = pg_catalog, public as $$
declare before text := current_setting('app.job', true);
begin
  perform set_config('app.job', 'twins', true);
  return query
    select t.id, bool_or(t.by_name), bool_or(not t.by_name) from (
      select c.id, true as by_name from public.client c
        where c.practice_id = public.app_practice() and c.birth_date = born and c.deleted_at is null
          and c.sort_key = public.folded(last) || ' ' || public.folded(first)
      union all
      select c.id, false from public.client c
        where c.practice_id = public.app_practice() and c.email_key = lower(address) and c.email_key <> '' and address <> '' and c.deleted_at is null
    ) t group by t.id order by t.id limit 50;
  perform set_config('app.job', coalesce(before, ''), true);
end $$;
grant execute on function client_twins(text, text, date, text) to caseload_app;
