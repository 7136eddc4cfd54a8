-- Whoever asks for a client they don't see is told that it isn't there; the trail is told whom they asked for. The policy is
-- for the function, as in 0075.
create policy kept_from_whoever_asks on client for select to current_user using ((select app_job()) = 'kept' and practice_id = (select app_practice()));
create function client_kept_from(of_client uuid) returns text language plpgsql security definer set search_path = pg_catalog, public as $$
declare before text := current_setting('app.job', true); name text;
begin
  perform set_config('app.job', 'kept', true);
  select c.first_name || ' ' || c.last_name into name from public.client c
    where c.practice_id = public.app_practice() and c.id = of_client and c.deleted_at is null;
  perform set_config('app.job', coalesce(before, ''), true);
  return name;
end $$;
grant execute on function client_kept_from(uuid) to caseload_app;
