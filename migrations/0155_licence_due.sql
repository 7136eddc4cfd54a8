-- Licences in the order they end, so that those that end soon are found without reading all of a large practice's.
create index licence_due on licence (practice_id, expires_on) where removed_at is null;
