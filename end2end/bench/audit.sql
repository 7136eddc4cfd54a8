-- Reading a trail of five million entries over 84 months, among some of other practices: p50 and p99 in milliseconds of
-- each statement src/audit/store.rs makes, as the application, under its policies, with one plan for all values.
--
-- In a database of its own, made as bin/bench makes it or by the migrations alone, as a superuser:
--   psql -f end2end/bench/audit.sql some_empty_database
-- Filling it takes about five minutes and 4 GB; a second run finds it filled. The entries' hashes are no chain.

\set QUIET 1
\pset tuples_only on
\set big '''00000000-0000-7000-8000-000000000000'''
select count(*) < 5000000 as empty from audit_event \gset
\if :empty
  select audit_months(now() - interval '83 months', now());
  do $$ declare p text; begin
    for p in select c.oid::regclass from pg_inherits join pg_class c on c.oid = inhrelid where inhparent = 'audit_event'::regclass loop
      execute format('alter table %s disable trigger all', p);
    end loop;
  end $$;
  insert into audit_event (practice_id, seq, at, actor_id, actor, kind, subject_kind, subject_id, subject, detail, session_id, ip, prev_hash, hash)
    select ('00000000-0000-7000-8000-0000000000' || lpad((case when n % 10 < 8 then 0 else n % 10 + (n / 10) % 12 end)::text, 2, '0'))::uuid, n,
      date_trunc('month', now() - interval '83 months', 'UTC') + n * (interval '83 months' / 6250000.0),
      case when n % 7 > 0 then ('00000000-0000-7000-8001-' || lpad(floor(power(random(), 3) * 400)::int::text, 12, '0'))::uuid end, 'Una Lindqvist',
      (array['auth.signed_in', 'auth.signed_out', 'team.role_changed', 'audit.read', 'access.refused', 'team.member_invited',
        'settings.practice_changed', 'auth.password_confirmed'])[1 + floor(power(random(), 2) * 8)],
      'member', ('00000000-0000-7000-8001-' || lpad(floor(power(random(), 2) * 500)::int::text, 12, '0'))::uuid, 'Sam Okafor',
      '{"new_device": false}', gen_random_uuid(), '198.51.100.7', '\x00', sha256(int8send(n))
    from generate_series(1, 6250000) n;
  vacuum analyze audit_event;
\endif

set role caseload_app;
set random_page_cost = 1.1; set plan_cache_mode = force_generic_plan; set jit = off; set statement_timeout = '5s';
select set_config('app.practice', :big, false) \g /dev/null

prepare newest as select e.* from (select e.* from audit_event e where e.practice_id = $1 order by e.at desc, e.seq desc limit $2) e
  order by e.at desc, e.seq desc limit $2;
prepare deep as select e.* from (select e.* from audit_event e where e.practice_id = $1 and e.at <= $3 and (e.at, e.seq) < ($3, $4)
  order by e.at desc, e.seq desc limit $2) e order by e.at desc, e.seq desc limit $2;
prepare actor as select e.* from ((select e.* from audit_event e where e.practice_id = $1 and e.actor_id = $3 order by e.at desc, e.seq desc limit $2)) e
  order by e.at desc, e.seq desc limit $2;
prepare person as select e.* from (
    (select e.* from audit_event e where e.practice_id = $1 and e.actor_id = $3 order by e.at desc, e.seq desc limit $2) union all
    (select e.* from audit_event e where e.practice_id = $1 and e.subject_id = $3 and e.actor_id is distinct from $3 order by e.at desc, e.seq desc limit $2) union all
    (select e.* from audit_event e where e.practice_id = $1 and e.subject_id = $4 and e.actor_id is distinct from $3 order by e.at desc, e.seq desc limit $2)) e
  order by e.at desc, e.seq desc limit $2;
prepare kind as select e.* from (select e.* from audit_event e where e.practice_id = $1 and e.kind = $3 order by e.at desc, e.seq desc limit $2) e
  order by e.at desc, e.seq desc limit $2;
prepare room as select e.* from (select e.* from unnest($3::text[]) k (kind) cross join lateral (
    select e.* from audit_event e where e.practice_id = $1 and e.kind = k.kind order by e.at desc, e.seq desc limit $2) e) e
  order by e.at desc, e.seq desc limit $2;
prepare subject as select e.* from (select e.* from audit_event e where e.practice_id = $1 and e.subject_id = $3 order by e.at desc, e.seq desc limit $2) e
  order by e.at desc, e.seq desc limit $2;
prepare span as select e.* from (select e.* from audit_event e where e.practice_id = $1 and e.at >= $3 and e.at < $4 order by e.at desc, e.seq desc limit $2) e
  order by e.at desc, e.seq desc limit $2;
prepare span_person as select e.* from (
    (select e.* from audit_event e where e.practice_id = $1 and e.actor_id = $3 and e.at >= $4 and e.at < $5 order by e.at desc, e.seq desc limit $2) union all
    (select e.* from audit_event e where e.practice_id = $1 and e.subject_id = $3 and e.actor_id is distinct from $3 and e.at >= $4 and e.at < $5 order by e.at desc, e.seq desc limit $2)) e
  order by e.at desc, e.seq desc limit $2;
prepare entry as select e.* from audit_event e where e.practice_id = app_practice() and e.seq = $1;

create temp table took (what text, ms float8);
do $$
declare
  one record; n int; began timestamptz; here text := quote_literal(current_setting('app.practice')) || ', 51';
  someone text; often text[] := array['auth.signed_in', 'audit.read', 'settings.practice_changed', 'auth.password_confirmed', 'groups.group_added'];
begin
  for n in 1..210 loop
    someone := quote_literal('00000000-0000-7000-8001-' || lpad((n * 2)::text, 12, '0'));
    for one in select * from (values
      ('newest page', 'newest(' || here || ')'),
      ('a deep page', format('deep(%s, %L, %s)', here, now() - n * interval '11 days', 5000000)),
      ('by actor', format('actor(%s, %s)', here, someone)),
      ('by actor who did nothing', format('actor(%s, %L)', here, gen_random_uuid())),
      ('by person, actor or subject', format('person(%s, %s, %L)', here, someone, gen_random_uuid())),
      ('by kind', format('kind(%s, %L)', here, often[1 + n % 4])),
      ('by a kind that never was', format('kind(%s, %L)', here, often[5])),
      ('by room of 15 kinds', format('room(%s, %L)', here, often || often || often)),
      ('by subject', format('subject(%s, %s)', here, someone)),
      ('by a span of two months', format('span(%s, %L, %L)', here, now() - (n % 80 + 2) * interval '1 month', now() - (n % 80) * interval '1 month')),
      ('by person in two months', format('span_person(%s, %s, %L, %L)', here, someone, now() - (n % 80 + 2) * interval '1 month', now() - (n % 80) * interval '1 month')),
      ('one entry', format('entry(%s)', n * 20000 + 1))) t (what, call)
    loop
      began := clock_timestamp();
      execute 'execute ' || one.call;
      -- The first ten make the plans and warm the pages.
      if n > 10 then insert into took values (one.what, extract(epoch from clock_timestamp() - began) * 1000); end if;
    end loop;
  end loop;
end $$;
\pset tuples_only off
\pset footer off
select what, round(percentile_cont(0.5) within group (order by ms)::numeric, 2) as p50_ms,
  round(percentile_cont(0.99) within group (order by ms)::numeric, 2) as p99_ms from took group by 1 order by min(ctid);
