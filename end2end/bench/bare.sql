-- The same search for whoever owns the tables: no session, no rights, no row-level security. What is beyond it in
-- roster.sql is the price of the door.
\set n random(1, {{count}})
select ('{{words}}'::text[])[:n] as q \gset
with q as materialized (select array[:q]::text[] as w, '{{practice}}'::uuid as practice, now()::timestamptz as now)
select m.id, m.first_name, m.last_name, m.email, r.name, case when m.status <> 'invited' then m.status else (
    select case when i.state = 'declined' then 'rejected' when i.expires_at <= now() then 'expired' else 'pending' end
    from invitation i where i.practice_id = '{{practice}}' and i.member_id = m.id) end, m.sort_key,
    ((m.status in ('active', 'on_hold') and coalesce(m.last_sign_in_at, m.joined_at) < now() - interval '90 days') is true)
  from (select w.sort_key, w.member_id as id from member_prefix w
    where w.practice_id = '{{practice}}' and w.prefix = (select left(q.w[1], 4) from q)
    order by 1, 2 limit 31) f
  join member m on m.practice_id = '{{practice}}' and m.id = f.id
  join role r on r.practice_id = '{{practice}}' and r.id = m.role_id
  order by f.sort_key, f.id;
