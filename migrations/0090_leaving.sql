-- Leaving a practice (R9): what was done when a member left, so that it can be taken back for a day, and offered again when
-- they come back. And an entry of the Unassigned board that is overdue is told of once.

create table offboarding (
  practice_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  by_member uuid not null,             -- the member themselves, where they left by their own will
  at timestamptz not null,
  was text not null,                   -- the status before
  batch uuid not null,                 -- of the assignments that ended and began with it
  notes_to uuid,                       -- who sees to the notes that were pending
  undone_at timestamptz,
  undone_by uuid,
  returned_as uuid,                    -- whoever came back was offered the links again, and it was answered
  answered_at timestamptz,
  answered_by uuid,
  primary key (practice_id, id),
  constraint offboarding_answered_whole check ((returned_as is null) = (answered_at is null)),
  foreign key (practice_id, member_id) references member,
  foreign key (practice_id, by_member) references member
);
create index offboarding_of on offboarding (practice_id, member_id, at);
create index offboarding_recent on offboarding (practice_id, at) where undone_at is null;

-- What ended or went to someone else with it, each kind of thing by its own id.
create table offboarding_part (
  practice_id uuid not null,
  offboarding_id uuid not null,
  kind text not null,
  what uuid not null,
  became uuid,                         -- whom it went to, or what began in its place
  until timestamptz,                   -- when it would have ended by itself
  primary key (practice_id, offboarding_id, kind, what),
  foreign key (practice_id, offboarding_id) references offboarding
);

do $$ declare t text; begin
  foreach t in array array['offboarding', 'offboarding_part'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own_practice on %I using (practice_id = app_practice()) with check (practice_id = app_practice())', t);
  end loop;
end $$;
grant select, insert, update on offboarding to caseload_app;
grant select, insert on offboarding_part to caseload_app;

-- Whoever comes back under the same address is known again.
create index member_who_left on member (practice_id, lower(email)) where status in ('archived', 'removed');

-- The account of a membership that was over belongs to it again, unless it has joined elsewhere or is gone.
create function reclaim_account(of_member uuid) returns text
language plpgsql volatile security definer set search_path = pg_catalog, public as $$
declare
  a record;
begin
  select x.id, x.practice_id into a from public.member m join public.account x on x.id = m.account_id and x.deleted_at is null
    where m.practice_id = public.app_practice() and m.id = of_member for update of x;
  if not found then return 'gone'; end if;
  if a.practice_id is not null then return 'elsewhere'; end if;
  update public.account set practice_id = public.app_practice(), member_id = of_member where id = a.id;
  return 'joined';
end $$;
grant execute on function reclaim_account(uuid) to caseload_app;

alter table unassigned
  add column told_at timestamptz,      -- when its owner was told that it is overdue
  -- Another owner is another entry, so that who saw a client by it on a past day has an answer: since when nobody has it.
  add column nobody_since timestamptz;
-- The job looks across practices for which have something to tell, and then goes into each.
create policy overdue_somewhere on unassigned for select using (app_job() = 'unassigned');
create index unassigned_overdue on unassigned (due_at) where until is null and told_at is null;
