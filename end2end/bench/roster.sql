-- A roster search, as access/door.rs and team/store.rs make it. {{…}} is filled in by prepare.mjs; the question is
-- chosen in the first statement, so that the second has it as a parameter, as the application's has.
\set n random(1, {{count}})
begin;
select *, ('{{words}}'::text[])[:n] as q from access_enter('{{token}}', '0 seconds') \gset
select (words_of(:q))[1] as word, (words_of(:q))[1] || chr(1114111) as word_end \gset
select m.id, m.first_name, m.last_name, m.email, m.status, m.sort_key, r.name as role, i.state, i.expires_at <= :now as ran_out
  from (select m.practice_id, m.id, m.first_name, m.last_name, m.email, m.status, m.sort_key, m.role_id from member m
    where m.status not in ('withdrawn', 'archived', 'removed') and m.practice_id = :practice_id
      and m.id in (select w.member_id from member_word w where w.practice_id = :practice_id and w.word >= :word and w.word < :word_end)
    order by m.sort_key, m.id limit 51) m
  join role r on r.practice_id = m.practice_id and r.id = m.role_id
  left join invitation i on i.practice_id = m.practice_id and i.member_id = m.id and m.status = 'invited'
  order by m.sort_key, m.id;
commit;
