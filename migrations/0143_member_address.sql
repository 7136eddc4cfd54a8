-- Who has an address is asked before each invitation. lower() is not leakproof, so under row-level security no index over it
-- serves: everyone in the practice was read. Kept in lower case beside it, as with clients (0075), the address is found in one.

alter table member add column email_key text collate "C" not null generated always as (lower(email)) stored;
drop index member_email_key;
create unique index member_email_key on member (practice_id, email_key) where status not in ('withdrawn', 'archived', 'removed');
drop index member_who_left;
create index member_who_left on member (practice_id, email_key) where status in ('archived', 'removed');
