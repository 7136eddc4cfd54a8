-- A visit: one clinical encounter of a client with a member. The calendar will build on it. What the visits make of a
-- client (the last one, who has seen them) is kept beside them, so that a list of a hundred thousand need not look.

create table visit (
  practice_id uuid not null,
  id uuid not null,
  client_id uuid not null,
  member_id uuid not null,
  location_id uuid not null,
  starts_at timestamptz not null,
  minutes int not null constraint visit_minutes_sane check (minutes between 5 and 720),
  kind text not null constraint visit_kind_known check (kind in ('intake', 'individual', 'couple', 'family', 'group', 'assessment', 'medication', 'telehealth')),
  state text not null constraint visit_state_known check (state in ('scheduled', 'held', 'cancelled', 'missed')),
  noted_at timestamptz,                -- when the note of a held visit was written; until then it is pending
  created_at timestamptz not null,
  created_by uuid,
  changed_at timestamptz not null,
  changed_by uuid,
  primary key (practice_id, id),
  foreign key (practice_id, client_id) references client,
  foreign key (practice_id, member_id) references member,
  foreign key (practice_id, location_id) references location
);
create index visit_of_client on visit (practice_id, client_id, starts_at desc, id);
create index visit_of_member on visit (practice_id, member_id, starts_at desc, id);
create index visit_ahead on visit (practice_id, client_id, starts_at) where state = 'scheduled';
create index visit_note_pending on visit (practice_id, client_id) where state = 'held' and noted_at is null;

-- Who has seen whom: what makes a client a walk-in of someone they are not assigned to.
create table client_seen (
  practice_id uuid not null,
  member_id uuid not null,
  client_id uuid not null,
  visits int not null,
  last_at timestamptz not null,
  primary key (practice_id, member_id, client_id),
  foreign key (practice_id, client_id) references client,
  foreign key (practice_id, member_id) references member
);
create index client_seen_of on client_seen (practice_id, client_id);

do $$ declare t text; begin
  foreach t in array array['visit', 'client_seen'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
end $$;
create policy own_practice on client_seen using (practice_id = app_practice()) with check (practice_id = app_practice());
grant select, insert, update, delete on client_seen to caseload_app;
-- A visit is seen where its client is, looked up for each visit: without the offset the planner would sooner read every
-- client there is, to look them up among those.
create policy of_visible_clients on visit using (practice_id = (select app_practice())
  and exists (select from client c where c.practice_id = visit.practice_id and c.id = visit.client_id offset 0));
create policy new_visits on visit for insert with check (practice_id = app_practice());
grant select, insert, update on visit to caseload_app;
