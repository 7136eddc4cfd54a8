-- The trail lies in months: a practice's newest entries are read from one or two of them, and what has been kept long
-- enough goes by whole months (0021), without deleting a row.
--
-- An entry's month is made when it is missing, so nothing can ever fail for want of one; there is no default partition,
-- for then making a month would have to read it. Attaching a month holds up no reader and no writer.

drop trigger audit_chain on audit_event;
drop trigger audit_immutable on audit_event;
drop function audit_hash(audit_event);
alter table audit_event rename to audit_event_whole;
alter table audit_event_whole rename constraint audit_event_pkey to audit_event_whole_pkey;
alter table audit_event_whole no force row level security;   -- the owner carries the rows over, across practices

create table audit_event (
  practice_id uuid not null,
  seq bigint not null,
  at timestamptz not null,
  actor_id uuid,                       -- a member; null for nobody and for the program
  actor text not null,                 -- as the name stood then
  kind text not null,
  subject_kind text not null default '',
  subject_id uuid,
  subject text not null default '',
  detail jsonb not null default '{}',
  session_id uuid,
  ip text not null default '',
  prev_hash bytea not null,
  hash bytea not null,
  primary key (practice_id, seq, at)   -- the number is unique without the moment: only the chain gives it
) partition by range (at);

-- Every way of reading walks one of these from its end, month by month, and stops after a page.
create index audit_event_newest on audit_event (practice_id, at, seq);
create index audit_event_by_actor on audit_event (practice_id, actor_id, at, seq) where actor_id is not null;
create index audit_event_by_kind on audit_event (practice_id, kind, at, seq);
create index audit_event_by_subject on audit_event (practice_id, subject_id, at, seq) where subject_id is not null;

alter table audit_event enable row level security;
alter table audit_event force row level security;
create policy own_practice on audit_event using (practice_id = app_practice() or app_job() = 'audit') with check (practice_id = app_practice());
grant select, insert on audit_event to caseload_app;  -- no update, no delete, no truncate; and nothing at all on a month by itself

-- Makes the months that are missing from one moment to another; how many. A month begins at midnight UTC.
create function audit_months(from_at timestamptz, to_at timestamptz) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  month timestamp := date_trunc('month', from_at at time zone 'UTC');
  part text;
  made int := 0;
begin
  if not coalesce(from_at >= '1970-01-01 00:00Z' and to_at < '2270-01-01 00:00Z' and to_at < from_at + interval '100 years', false) then
    raise exception 'there are no such months' using errcode = 'datetime_field_overflow';
  end if;
  while month <= to_at at time zone 'UTC' loop
    part := 'audit_event_' || to_char(month, 'YYYY_MM');
    if to_regclass('public.' || part) is null then
      -- One at a time; and whoever waited here sees what was made meanwhile.
      lock table public.audit_event in share update exclusive mode;
      if to_regclass('public.' || part) is null then
        execute format('create table public.%I (like public.audit_event including defaults)', part);
        execute format('alter table public.%I enable row level security, force row level security', part);
        execute format('create trigger audit_immutable before update or delete or truncate on public.%I for each statement execute function public.audit_immutable()', part);
        execute format('alter table public.audit_event attach partition public.%I for values from (%L) to (%L)', part,
          month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
        made := made + 1;
      end if;
    end if;
    month := month + interval '1 month';
  end loop;
  return made;
end $$;

select audit_months(coalesce(min(at), now()), greatest(max(at), now() + interval '3 months')) from audit_event_whole;
alter table audit_event no force row level security;
insert into audit_event select * from audit_event_whole;
alter table audit_event force row level security;
drop table audit_event_whole;

-- The same bytes as before, written so that they become part of the statement that asks: ten times as quick, which
-- counts when millions are verified.
drop function audit_said(text[]);
create function audit_field(f text) returns text language sql immutable parallel safe
  return coalesce(length(f)::text || ':' || f, '-');
create function audit_hash(e audit_event) returns bytea language sql stable parallel safe
  return sha256(e.prev_hash || convert_to(audit_field(e.practice_id::text) || audit_field(e.seq::text) || audit_field(extract(epoch from e.at)::text)
    || audit_field(e.actor_id::text) || audit_field(e.actor) || audit_field(e.kind) || audit_field(e.subject_kind) || audit_field(e.subject_id::text)
    || audit_field(e.subject) || audit_field(e.detail::text) || audit_field(e.session_id::text) || audit_field(e.ip), 'UTF8'));
create trigger audit_chain before insert on audit_event for each row execute function audit_chain();
create trigger audit_immutable before update or delete or truncate on audit_event for each statement execute function audit_immutable();

-- Writes an entry, into a month of its own if need be; with the caller's rights, under the caller's policy.
--
-- An insert finds its month before any trigger runs, so a trigger can't make it. Whoever inserts many rows of the past
-- at once calls audit_months() first.
create function audit_write(of_practice uuid, at_moment timestamptz, by_member uuid, by_name text, what text,
  about_kind text, about uuid, about_name text, told jsonb, in_session uuid, from_ip text) returns void
language plpgsql as $$
begin
  if to_regclass('public.audit_event_' || to_char(at_moment at time zone 'UTC', 'YYYY_MM')) is null then
    perform public.audit_months(at_moment, at_moment);
  end if;
  insert into public.audit_event (practice_id, at, actor_id, actor, kind, subject_kind, subject_id, subject, detail, session_id, ip)
    values (of_practice, at_moment, by_member, by_name, what, about_kind, about, about_name, told, in_session, from_ip);
end $$;
grant execute on function audit_field(text), audit_hash(audit_event), audit_months(timestamptz, timestamptz),
  audit_write(uuid, timestamptz, uuid, text, text, text, uuid, text, jsonb, uuid, text) to caseload_app;
