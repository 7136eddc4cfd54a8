-- How names are compared: lower case, without accents, split into words, sorted by code point.
-- `ilike` is not leakproof, so under row-level security no index serves it; a range over plain words does.

create function folded(text) returns text language sql immutable strict parallel safe
  return translate(
    regexp_replace(normalize(lower($1), nfkd), '[\u0300-\u036f]', '', 'g'),
    'øłđðıþßæœ’', 'oldditsao''');

-- The longest first: it is the rarest, and a search begins with it.
create function words_of(text) returns text[] language sql immutable strict parallel safe
  return array(select w from (
    select distinct left(w, 60) as w from regexp_split_to_table(folded($1), '[^[:alnum:]]+') w where w <> '') words
    order by length(w) desc, w);

grant execute on function folded(text), words_of(text) to caseload_app;
