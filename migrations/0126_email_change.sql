-- A new address counts when both mailboxes have agreed: the new one, which shows that it is theirs, and the old one, which
-- shows that whoever asked is no stranger at an open desk. One change is under way at a time; it is gone when it is done or refused.

create table email_change (
  practice_id uuid,                      -- the practice of the account's membership, whose administrators can help
  account_id uuid primary key references account,
  new_email text not null check (length(new_email) <= 254),
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  new_agreed_at timestamptz,
  old_agreed_at timestamptz
);
create index email_change_practice on email_change (practice_id);
alter table email_change enable row level security;
alter table email_change force row level security;
create policy own_change on email_change to caseload_app
  using (account_id = (select app_account()) or practice_id = (select app_practice()))
  with check (account_id = (select app_account()));
grant select, insert, update, delete on email_change to caseload_app;
