-- The ground: the role the application works as, and the questions every policy asks of the open transaction.
--
-- Two walls keep practices apart: access::policy in the program, and forced row-level security here. The
-- application connects as a member of caseload_app, which owns nothing and cannot step over a policy. Whoever
-- runs the migrations owns the tables; `force row level security` binds the owner too.

do $$ begin
  if not exists (select from pg_roles where rolname = 'caseload_app') then create role caseload_app nologin; end if;
exception when duplicate_object or unique_violation then null;
end $$;
grant usage on schema public to caseload_app;
-- a new function is nobody's until it is given to someone
alter default privileges revoke execute on functions from public;

-- Whom the open transaction speaks for; access_enter() and its sisters set them, for that transaction alone.
create function app_practice() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.practice', true), '')::uuid;
create function app_member() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.member', true), '')::uuid;
create function app_account() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.account', true), '')::uuid;
-- A background job works across practices, on the few tables whose policy says so.
create function app_job() returns text language sql stable parallel safe
  return nullif(current_setting('app.job', true), '');
grant execute on function app_practice(), app_member(), app_account(), app_job() to caseload_app;
