-- A profile card, as team/api.rs (member_profile), team/store.rs, team/invites/store.rs and clients/store.rs make it.
\set n random(1, {{count}})
begin;
select *, ('{{ids}}'::uuid[])[:n] as wanted from access_enter('{{token}}', '0 seconds') \gset
select m.first_name, m.last_name, m.email, m.status, m.role_id, r.name as role_name, r.grants, l.name as location,
    m.invited_at, m.joined_at, m.last_sign_in_at, m.left_at, m.account_id is not null as activated,
    b.first_name || ' ' || b.last_name as invited_by,
    p.originating_member_id = m.id as originating,
    (administers(r.grants) and m.status = 'active' and not exists (
       select from member o join role q on q.practice_id = o.practice_id and q.id = o.role_id
       where o.practice_id = m.practice_id and o.id <> m.id and o.status = 'active' and o.account_id is not null
         and administers(q.grants))) as last_administrator,
    (m.joined_at is null)::int as guest
  from member m
  join practice p on p.id = m.practice_id
  join role r on r.practice_id = m.practice_id and r.id = m.role_id
  join location l on l.practice_id = m.practice_id and l.id = m.primary_location_id
  left join member b on b.practice_id = m.practice_id and b.id = m.invited_by
  where m.practice_id = app_practice() and m.id = :wanted and m.status <> 'withdrawn' \gset
\if :guest = 1
select i.id as invitation, i.member_id, i.state, i.serial, i.note, i.created_at, i.renewed_at, i.expires_at, i.reason,
    m.email, m.first_name, m.last_name, m.role_id, r.name as role_name, l.timezone,
    p.name as practice, p.invitation_hours as hours,
    b.first_name || ' ' || b.last_name as inviter_name, b.first_name as inviter_first, b.email as inviter_email
  from invitation i
  join member m on m.practice_id = i.practice_id and m.id = i.member_id
  join role r on r.practice_id = m.practice_id and r.id = m.role_id
  join location l on l.practice_id = m.practice_id and l.id = m.primary_location_id
  join practice p on p.id = i.practice_id
  join member b on b.practice_id = i.practice_id and b.id = i.invited_by
  where i.practice_id = app_practice() and i.member_id = :wanted \gset
select serial, state, attempts, error, created_at, ended_at, due_at from outbox
  where practice_id = :practice_id and about = :invitation order by created_at, id;
select s.at, s.step, s.serial, b.first_name || ' ' || b.last_name as by
  from invitation_step s left join member b on b.practice_id = s.practice_id and b.id = s.by_member
  where s.practice_id = app_practice() and s.invitation_id = :invitation order by s.at, s.id;
\endif
select count(*) from assignment where practice_id = app_practice() and member_id = :wanted and until is null;
commit;
