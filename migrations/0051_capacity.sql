-- How many clients a member aims at, and how many they may have at most; nothing where none is set. The past of the
-- membership (member_past) tells rights, and this gives none: its changes stand in the audit trail.

alter table member
  add column capacity_target int,
  add column capacity_limit int,
  add constraint member_capacity_sane check (
    capacity_target between 0 and 1000 and capacity_limit between 0 and 1000 and capacity_target <= capacity_limit);
