-- Handing the team over: offered by the originating administrator, and only accepted by the other does it happen.

create table handover (
  practice_id uuid not null references practice,
  id uuid not null,
  from_member uuid not null,
  to_member uuid not null,
  offered_at timestamptz not null,
  answered_at timestamptz,             -- or withdrawn
  state text not null default 'open' constraint handover_state_known check (state in ('open', 'accepted', 'declined', 'withdrawn')),
  primary key (practice_id, id),
  constraint handover_to_another check (from_member <> to_member),
  constraint handover_answered_once check ((state = 'open') = (answered_at is null)),
  foreign key (practice_id, from_member) references member,
  foreign key (practice_id, to_member) references member
);
create unique index handover_one_open on handover (practice_id) where state = 'open';
alter table handover enable row level security;
alter table handover force row level security;
create policy own_practice on handover using (practice_id = app_practice()) with check (practice_id = app_practice());
grant select, insert, update on handover to caseload_app;

-- Whoever leads a practice is an active member of it with a sign-in. The member's row is held, so that a suspension at
-- the same moment waits, and then finds whom it would suspend to be the originating administrator (originator_stays).
-- Where both rows are held, the member's is taken before the practice's: every change of a member does it in that order.
create function originator_is_active() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  perform 1 from public.member
    where practice_id = new.id and id = new.originating_member_id and status = 'active' and account_id is not null for share;
  if not found then
    raise exception 'the team can only be handed to an active member'
      using errcode = 'check_violation', constraint = 'originator_is_active';
  end if;
  return new;
end $$;
create trigger originator_is_active before update of originating_member_id on practice for each row
  when (new.originating_member_id <> old.originating_member_id) execute function originator_is_active();
