-- The tail of the chain is there but for a practice's first entry: looked for first, instead of trying to make it each time.
-- The chain is as before: one entry at a time, each with the hash of the one before it.

create or replace function audit_chain() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
declare head public.audit_head;
begin
  select * into head from public.audit_head where practice_id = new.practice_id for update;
  if not found then
    insert into public.audit_head values (new.practice_id, 0, public.audit_genesis(new.practice_id)) on conflict do nothing;
    select * into head from public.audit_head where practice_id = new.practice_id for update;
  end if;
  new.seq := head.seq + 1;
  new.prev_hash := head.hash;
  new.hash := public.audit_hash(new);
  update public.audit_head set seq = new.seq, hash = new.hash where practice_id = new.practice_id;
  return new;
end $$;
