-- What someone may really do is worked out in every second statement, and mostly there is nothing to work out. In SQL the
-- function was planned anew by each statement that asked; in PL/pgSQL its plan is kept.

create or replace function effective_grants(grants text[], off text[], overrides text[]) returns text[]
language plpgsql immutable parallel safe as $$
begin
  if off = '{}' and overrides = '{}' then return grants; end if;
  return array(
    select g from unnest(grants) g where split_part(g, '.', 1) <> all (off) and '-' || split_part(g, ':', 1) <> all (overrides)
    union all
    select substr(o, 2) from unnest(overrides) o where o like '+%');
end $$;
