-- Copies "Practice 2" with everything in it until there are :wanted practices. Ids are kept: every key begins with the
-- practice. Accounts stay with the first, so nobody signs in to a copy; the trail of a copy is empty.
--   psql -v wanted=1000 -f crowd.sql
begin;
-- Neither triggers nor foreign keys: what they would do is copied too.
set local session_replication_role = replica;
set local synchronous_commit = off;
select set_config('bench.wanted', :'wanted', true) \gset
do $$
declare
  template uuid := (select id from practice where name = 'Practice 2');
  copy uuid;
  told text[];
  statement text;
begin
  select array_agg(format('insert into %1$I (%2$s) select %3$s from %1$I where %4$I = $1', t.relname, c.names, c.taken, t.key) order by t.relname)
    into told
  from (
    select oid, relname, case relname when 'practice' then 'id' else 'practice_id' end as key from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' and not relispartition and relname = any (array[
      'practice', 'location', 'role', 'member', 'member_word', 'member_prefix', 'member_location', 'credentials', 'licence', 'practice_group',
      'group_member', 'group_client', 'supervision', 'coverage', 'coverage_client', 'client', 'client_word', 'client_seen', 'client_named',
      'client_tally', 'assignment', 'visit', 'unassigned'])
  ) t, lateral (
    select string_agg(quote_ident(attname), ', ' order by attnum) as names,
      string_agg(case when attname = t.key then '$2' when attname = 'account_id' then 'null'
                      when t.relname = 'practice' and attname = 'name' then '''Copy ''||$2' else quote_ident(attname) end, ', ' order by attnum) as taken
    from pg_attribute where attrelid = t.oid and attnum > 0 and not attisdropped and attgenerated = ''
  ) c;
  for n in 1 .. current_setting('bench.wanted')::int - (select count(*) from practice) loop
    copy := gen_random_uuid();
    foreach statement in array told loop
      execute statement using template, copy;
    end loop;
  end loop;
end $$;
commit;
