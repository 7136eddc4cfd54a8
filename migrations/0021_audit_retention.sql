-- How long the trail is kept: seven years unless a practice says otherwise, never under six (45 CFR 164.316(b)(2)).
-- Whole months go, once no practice with entries in them wants them any longer; what is left still verifies, for of
-- each run of entries that went its two ends are kept.

alter table practice add column audit_years int not null default 7
  constraint practice_audit_years_sane check (audit_years between 6 and 30);

create table audit_floor (             -- entries that were kept long enough; nobody but audit_cut_at() writes it
  practice_id uuid not null,
  first_seq bigint not null,
  last_seq bigint not null,
  prev_hash bytea not null,            -- of the first
  hash bytea not null,                 -- of the last
  primary key (practice_id, last_seq)
);

-- Drops the oldest month that has been kept long enough at a moment, and says so in the trail of every practice that
-- had entries in it. How many months it dropped: one, or none. Nobody may call it but its owner, for whoever
-- chooses the moment chooses what goes.
create function audit_cut_at(t timestamptz) returns int
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_custom_plan set lock_timeout = '3s' as $$
declare
  part text; since timestamptz; before timestamptz; years int; which uuid; gone jsonb;
  job text := current_setting('app.job', true); here text := current_setting('app.practice', true);
begin
  perform set_config('app.job', 'audit', true);
  <<months>>
  for part in select c.relname from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhrelid where i.inhparent = 'public.audit_event'::regclass order by 1 loop
    since := to_timestamp(right(part, 7) || '-01 00:00 +00', 'YYYY_MM-DD HH24:MI TZH');
    before := (since at time zone 'UTC' + interval '1 month') at time zone 'UTC';
    exit when before > t - interval '6 years';
    -- From here on nobody writes into this month, and it is read undisturbed.
    execute format('lock table public.%I in share row exclusive mode', part);
    years := 6;
    for which in select h.practice_id from public.audit_head h loop
      if exists (select from public.audit_event e where e.practice_id = which and e.at >= since and e.at < before) then
        perform set_config('app.practice', which::text, true);
        years := greatest(years, coalesce((select p.audit_years from public.practice p where p.id = which), 7));
      end if;
      continue months when before > t - make_interval(years => years);
    end loop;
    with numbered as (
      select e.practice_id, e.seq, e.seq - row_number() over (partition by e.practice_id order by e.seq) as run
      from public.audit_event e where e.at >= since and e.at < before),
    runs as (select n.practice_id, min(n.seq) as first_seq, max(n.seq) as last_seq from numbered n group by n.practice_id, n.run)
    insert into public.audit_floor
      select r.practice_id, r.first_seq, r.last_seq,
        (select e.prev_hash from public.audit_event e where e.practice_id = r.practice_id and e.seq = r.first_seq and e.at >= since and e.at < before),
        (select e.hash from public.audit_event e where e.practice_id = r.practice_id and e.seq = r.last_seq and e.at >= since and e.at < before)
      from runs r;
    select coalesce(jsonb_object_agg(x.practice_id, x.n), '{}') into gone
      from (select e.practice_id, count(*) as n from public.audit_event e where e.at >= since and e.at < before group by 1) x;
    execute format('drop table public.%I', part);
    for which in select jsonb_object_keys(gone)::uuid loop
      perform set_config('app.practice', which::text, true);
      perform public.audit_write(which, t, null, 'Caseload', 'audit.cut', 'practice', which,
        coalesce((select p.name from public.practice p where p.id = which), ''),
        jsonb_build_object('month', to_char(since at time zone 'UTC', 'YYYY-MM'), 'rows', gone -> which::text), null, '');
    end loop;
    perform set_config('app.job', coalesce(job, ''), true), set_config('app.practice', coalesce(here, ''), true);
    return 1;
  end loop;
  perform set_config('app.job', coalesce(job, ''), true), set_config('app.practice', coalesce(here, ''), true);
  return 0;
end $$;
-- By the database's own clock.
create function audit_cut() returns int language sql volatile security definer set search_path = pg_catalog, public, pg_temp
  as $$ select public.audit_cut_at(now()) $$;

-- Walks a chain on from an entry, at most so many entries far: a line for each fault, and last of all one without a
-- fault, with the number of the last entry, how many links were walked and how many of them are entries. Fewer links
-- than asked for means the chain's end.
-- What went by retention is stepped over, from one kept end to the other.
create function audit_walk(practice uuid, after bigint, most int) returns table (seq bigint, fault text, links bigint, entries bigint)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_custom_plan set jit = off as $$
#variable_conflict use_column
declare
  expected bytea;
  number bigint := after;
  walked bigint := 0;
  told bigint := 0;
  ends bigint;
  link record;
begin
  if not coalesce(practice = public.app_practice() or public.app_job() = 'audit', false) then return; end if;
  if after <= 0 then
    number := 0;
    expected := public.audit_genesis(practice);
  else
    select x.hash into expected from (
      select e.hash from public.audit_event e where e.practice_id = practice and e.seq = after
      union all select f.hash from public.audit_floor f where f.practice_id = practice and f.last_seq = after) x limit 1;
  end if;
  for link in
    select l.* from (
      (select e.seq as first_seq, e.seq, e.prev_hash, e.hash, public.audit_hash(e) as said, 1 as is_entry
        from public.audit_event e where e.practice_id = practice and e.seq > after order by e.seq limit most)
      union all
      (select f.first_seq, f.last_seq, f.prev_hash, f.hash, f.hash, 0 from public.audit_floor f
        where f.practice_id = practice and f.last_seq > after order by f.last_seq limit most)) l
    order by l.seq limit most
  loop
    if link.first_seq <> number + 1 then
      seq := link.seq; fault := format('rows %s to %s are missing', number + 1, link.first_seq - 1); return next;
    elsif link.prev_hash is distinct from expected then
      seq := link.seq; fault := 'does not follow from the row before it (reordered or replaced)'; return next;
    elsif link.hash <> link.said then
      seq := link.seq; fault := 'was changed after it was written'; return next;
    end if;
    number := link.seq;
    expected := link.hash;
    walked := walked + 1;
    told := told + link.is_entry;
  end loop;
  if most is null or walked < most then
    select h.seq into ends from public.audit_head h where h.practice_id = practice;
    if ends is distinct from nullif(number, 0) then
      seq := ends; fault := 'the last rows are missing: the chain ends at ' || number; return next;
    end if;
  end if;
  seq := number; fault := null; links := walked; entries := told; return next;
end $$;
create or replace function audit_faults(practice uuid) returns table (seq bigint, fault text)
language sql stable security definer set search_path = pg_catalog, public
  as $$ select w.seq, w.fault from public.audit_walk(practice, 0, null) w where w.fault is not null $$;
grant execute on function audit_cut(), audit_walk(uuid, bigint, int) to caseload_app;

-- Whoever has left is still found in the trail.
create index member_gone on member (practice_id, sort_key, id) where status in ('withdrawn', 'archived', 'removed');
