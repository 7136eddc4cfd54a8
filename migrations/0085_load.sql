-- What a member's clients weigh is read for everyone who could be chosen, so it has an index of its own. An archived
-- client weighs nothing, whoever may see it; so the assignment knows.

alter table assignment no force row level security;     -- the owner fills in what is new, across practices
alter table client no force row level security;
alter table assignment add column resting boolean not null default false;
update assignment a set resting = true from client c where c.practice_id = a.practice_id and c.id = a.client_id and c.archived_at is not null;
alter table assignment force row level security;
alter table client force row level security;

create index assignment_load on assignment (practice_id, member_id) include (weekly) where until is null and not resting;

-- Those that have ended too: one that is taken back begins anew as it was.
create function client_rests() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  update public.assignment set resting = new.archived_at is not null where practice_id = new.practice_id and client_id = new.id;
  return null;
end $$;
create trigger client_rests after update of archived_at on client for each row
  when ((old.archived_at is null) is distinct from (new.archived_at is null)) execute function client_rests();
