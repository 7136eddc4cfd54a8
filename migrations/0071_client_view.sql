-- Views of the list of clients that someone keeps under a name: the question as its address has it. Nobody else sees them.

create table client_view (
  practice_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  name text not null constraint client_view_name_given check (btrim(name) <> '' and length(name) <= 60),
  question text not null constraint client_view_question_short check (length(question) <= 1000),
  opens boolean not null default false,   -- what "Clients" opens with
  created_at timestamptz not null,
  primary key (practice_id, id),
  foreign key (practice_id, member_id) references member
);
create unique index client_view_name_key on client_view (practice_id, member_id, lower(name));
create unique index client_view_one_opens on client_view (practice_id, member_id) where opens;
alter table client_view enable row level security;
alter table client_view force row level security;
create policy own_practice on client_view using (practice_id = app_practice()) with check (practice_id = app_practice());
grant select, insert, update, delete on client_view to caseload_app;
