-- A page of the list and its boxes, written by hand for whoever owns the tables: no session, no rights, no walls, and of
-- the tally what it says.
select c.id, c.first_name, c.last_name, c.preferred_name, l.name, c.portal, c.last_visit_at, c.created_at, c.restricted,
    array(select g.name from group_client x join practice_group g on g.practice_id = x.practice_id and g.id = x.group_id
          where x.practice_id = c.practice_id and x.client_id = c.id and x.until is null order by lower(g.name)),
    array(select m.first_name || ' ' || m.last_name from assignment a join member m on m.practice_id = a.practice_id and m.id = a.member_id
          where a.practice_id = c.practice_id and a.client_id = c.id and a.until is null order by a."primary" desc, a.since, a.id)
  from (select * from client where practice_id = '{{practice}}' and archived_at is null order by sort_key, id limit 51) c
  join location l on l.practice_id = c.practice_id and l.id = c.location_id
  order by c.sort_key, c.id;
select sum(n) filter (where what = 'in'), sum(n) filter (where what = 'new'), sum(n) filter (where what = 'seen') from client_tally
  where practice_id = '{{practice}}' and not archived and day >= current_date - 29;
