-- The audit trail: append-only even for the application, hash-chained per practice. A practice of nil holds
-- what belongs to none (a failed sign-in for an unknown address).
--
-- The number in the chain is given under a lock on the practice's head row; a sequence would be drawn before the
-- lock and fork the chain. The head stays locked until commit, so the audit row is a transaction's last statement.

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
  primary key (practice_id, seq)
);
alter table audit_event enable row level security;
alter table audit_event force row level security;
create policy own_practice on audit_event using (practice_id = app_practice() or app_job() = 'audit') with check (practice_id = app_practice());
grant select, insert on audit_event to caseload_app;  -- no update, no delete, no truncate

create table audit_head (              -- the tail of each chain; nobody but the trigger touches it
  practice_id uuid primary key,
  seq bigint not null,
  hash bytea not null
);

-- Every field with its length before it, so that no two rows read the same.
create function audit_said(variadic fields text[]) returns bytea language sql immutable parallel safe
  return (select convert_to(string_agg(coalesce(length(f)::text || ':' || f, '-'), '' order by n), 'UTF8')
          from unnest(fields) with ordinality as t(f, n));
create function audit_hash(e audit_event) returns bytea language sql stable parallel safe
  return sha256(e.prev_hash || audit_said(e.practice_id::text, e.seq::text, extract(epoch from e.at)::text, e.actor_id::text, e.actor,
    e.kind, e.subject_kind, e.subject_id::text, e.subject, e.detail::text, e.session_id::text, e.ip));
create function audit_genesis(practice uuid) returns bytea language sql immutable parallel safe
  return sha256(convert_to('caseload audit ' || practice::text, 'UTF8'));

create function audit_chain() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
declare head public.audit_head;
begin
  insert into public.audit_head values (new.practice_id, 0, public.audit_genesis(new.practice_id)) on conflict do nothing;
  select * into head from public.audit_head where practice_id = new.practice_id for update;
  new.seq := head.seq + 1;
  new.prev_hash := head.hash;
  new.hash := public.audit_hash(new);
  update public.audit_head set seq = new.seq, hash = new.hash where practice_id = new.practice_id;
  return new;
end $$;
create trigger audit_chain before insert on audit_event for each row execute function audit_chain();

create function audit_immutable() returns trigger language plpgsql as $$
begin raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege'; end $$;
create trigger audit_immutable before update or delete or truncate on audit_event for each statement execute function audit_immutable();

-- What is wrong with a practice's chain: no row when nothing is.
create function audit_faults(practice uuid) returns table (seq bigint, fault text)
language sql stable security definer set search_path = pg_catalog, public as $$
  with chain as (
    select e as row, e.seq, e.prev_hash, e.hash,
           lag(e.hash, 1, public.audit_genesis(practice)) over w as expected,
           lag(e.seq, 1, 0::bigint) over w + 1 as due
    from public.audit_event e where e.practice_id = practice window w as (order by e.seq))
  select c.seq, case
      when c.seq <> c.due then 'rows ' || c.due || ' to ' || c.seq - 1 || ' are missing'
      when c.prev_hash <> c.expected then 'does not follow from the row before it (reordered or replaced)'
      else 'was changed after it was written' end
  from chain c
  where c.seq <> c.due or c.prev_hash <> c.expected or c.hash <> public.audit_hash(c.row)
  union all
  select h.seq, 'the last rows are missing: the chain ends at ' || coalesce((select max(e.seq) from public.audit_event e where e.practice_id = practice), 0)
  from public.audit_head h
  where h.practice_id = practice and h.seq is distinct from (select max(e.seq) from public.audit_event e where e.practice_id = practice)
  order by 1
$$;
create function audit_practices() returns setof uuid language sql stable security definer set search_path = pg_catalog, public
  as $$ select practice_id from public.audit_head order by 1 $$;
grant execute on function audit_said(text[]), audit_hash(audit_event), audit_genesis(uuid), audit_faults(uuid), audit_practices() to caseload_app;
