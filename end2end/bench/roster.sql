-- A roster search, as access/door.rs and team/store.rs make it for up to four letters. {{…}} is filled in by
-- prepare.mjs; the question is chosen in the first statement, so that the second has it as a parameter, as the
-- application's has.
\set n random(1, {{count}})
begin;
select *, ('{{words}}'::text[])[:n] as q from access_enter('{{token}}', '0 seconds') \gset
with q as materialized (select array[:q]::text[] as w, :practice_id::uuid as practice, :now::timestamptz as now)
select m.id, m.first_name, m.last_name, m.email, r.name, case when m.status <> 'invited' then m.status else (
    select case when i.state = 'declined' then 'rejected' when i.expires_at <= :now then 'expired' else 'pending' end
    from invitation i where i.practice_id = :practice_id and i.member_id = m.id) end, m.sort_key,
    ((m.status in ('active', 'on_hold') and coalesce(m.last_sign_in_at, m.joined_at) < :now::timestamptz - interval '90 days') is true)
  from (select w.sort_key, w.member_id as id from member_prefix w
    where w.practice_id = :practice_id and w.prefix = (select left(q.w[1], 4) from q)
    order by 1, 2 limit 31) f
  join member m on m.practice_id = :practice_id and m.id = f.id
  join role r on r.practice_id = :practice_id and r.id = m.role_id
  order by f.sort_key, f.id;
commit;
