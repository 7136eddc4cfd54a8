-- What someone is notified of, in the app. A notice names no client: it counts, and its link leads to what the reader may
-- see by then.

create table notice (
  practice_id uuid not null,
  id uuid not null,
  member_id uuid not null,             -- whom it is for
  kind text not null,                  -- notices::What
  many int not null default 1,
  by_name text not null default '',    -- who did it
  link text not null default '',       -- where it leads, within the app
  at timestamptz not null,
  read_at timestamptz,
  primary key (practice_id, id),
  foreign key (practice_id, member_id) references member
);
create index notice_for on notice (practice_id, member_id, at desc, id);
create index notice_unread on notice (practice_id, member_id) where read_at is null;
alter table notice enable row level security;
alter table notice force row level security;
create policy own_practice on notice using (practice_id = app_practice()) with check (practice_id = app_practice());
grant select, insert, update on notice to caseload_app;
