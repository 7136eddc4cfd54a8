-- What a member may practise with: NPI, taxonomy code and a few words about them, one row each; licences, several.

create table credentials (
  practice_id uuid not null,
  member_id uuid not null,
  npi text not null default '' constraint credentials_npi_shape check (npi = '' or npi ~ '^[12][0-9]{9}$'),
  taxonomy text not null default '' constraint credentials_taxonomy_shape check (taxonomy = '' or taxonomy ~ '^[0-9]{3}[A-Z0-9]{6}X$'),
  bio text not null default '' constraint credentials_bio_short check (length(bio) <= 2000),
  version int not null default 1,
  changed_at timestamptz not null,
  changed_by uuid,
  primary key (practice_id, member_id),
  foreign key (practice_id, member_id) references member
);
create index credentials_by_npi on credentials (practice_id, npi) where npi <> '';

create table licence (
  practice_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  state text not null constraint licence_state_known check (state in (
    'AL', 'AK', 'AS', 'AZ', 'AR', 'CA', 'CO', 'CT', 'DE', 'DC', 'FL', 'GA', 'GU', 'HI', 'ID', 'IL', 'IN', 'IA', 'KS', 'KY', 'LA', 'ME', 'MD',
    'MA', 'MI', 'MN', 'MS', 'MO', 'MT', 'NE', 'NV', 'NH', 'NJ', 'NM', 'NY', 'NC', 'ND', 'MP', 'OH', 'OK', 'OR', 'PA', 'PR', 'RI', 'SC', 'SD',
    'TN', 'TX', 'UT', 'VT', 'VI', 'VA', 'WA', 'WV', 'WI', 'WY')),
  number text not null constraint licence_number_given check (number ~ '[A-Za-z0-9]' and length(number) <= 40),
  title text not null default '' constraint licence_title_short check (length(title) <= 40),
  expires_on date not null constraint licence_expiry_sane check (expires_on between '1990-01-01' and '2100-12-31'),
  version int not null default 1,
  added_at timestamptz not null,
  added_by uuid,
  changed_at timestamptz not null,
  changed_by uuid,
  removed_at timestamptz,              -- nothing is deleted: that it was held, and until when, stays
  removed_by uuid,
  primary key (practice_id, id),
  foreign key (practice_id, member_id) references member
);
-- "LC-1234" and "lc 1234" are one number. It is the list's index too.
create unique index licence_once on licence (practice_id, member_id, state, upper(regexp_replace(number, '[^A-Za-z0-9]', '', 'g')))
  where removed_at is null;

do $$ declare t text; begin
  foreach t in array array['credentials', 'licence'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own_practice on %I using (practice_id = app_practice()) with check (practice_id = app_practice())', t);
    execute format('grant select, insert, update on %I to caseload_app', t);
  end loop;
end $$;

-- An NPI is one person's. Whoever left and came back holds theirs in both memberships, so only those on the team count.
-- The lock on the practice makes the second of two who enter it at once wait; then it sees the first.
create function credentials_npi_once() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  perform 1 from public.practice where id = new.practice_id for update;
  if exists (
    select from public.credentials c join public.member m on m.practice_id = c.practice_id and m.id = c.member_id
    where c.practice_id = new.practice_id and c.npi = new.npi and c.npi <> '' and c.member_id <> new.member_id
      and m.status not in ('withdrawn', 'archived', 'removed'))
  then
    raise exception 'an NPI is one person''s' using errcode = 'unique_violation', constraint = 'credentials_npi_once';
  end if;
  return new;
end $$;
create trigger credentials_npi_once before insert or update of npi on credentials for each row
  when (new.npi <> '') execute function credentials_npi_once();
