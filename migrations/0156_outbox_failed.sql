-- The few letters that could not be delivered, among all that ever went.
create index outbox_failed on outbox (practice_id, created_at) include (about, serial) where state = 'failed';
