-- "Require a second factor at first sign-in", for everyone of a batch.
alter table invitation_batch add column second_factor boolean not null default false;
