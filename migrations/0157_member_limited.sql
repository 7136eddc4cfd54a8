-- Members who may have so many clients at most, for looking who has more.
create index member_limited on member (practice_id, id) include (capacity_limit) where capacity_limit is not null and status in ('active', 'on_hold');
