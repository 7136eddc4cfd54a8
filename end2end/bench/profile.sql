-- A profile card, as team/api.rs (member_profile) and what it asks make it.
\set n random(1, {{count}})
begin;
select *, ('{{ids}}'::uuid[])[:n] as wanted from access_enter('{{token}}', '0 seconds') \gset
select (m.joined_at is null)::int as guest, m.first_name, m.last_name, m.email, m.status, m.role_id, r.name as role_name, l.name as location, m.overrides, m.version,
  effective_grants(r.grants, r.off, m.overrides) as grants, effective_grants(r.grants, r.off, '{}') as role_grants,
  m.capacity_target, m.capacity_limit,
  m.invited_at, m.joined_at, m.last_sign_in_at, m.left_at, m.account_id is not null as activated,
  b.first_name || ' ' || b.last_name as invited_by,
  p.originating_member_id = m.id as originating,
  (administers(effective_grants(r.grants, r.off, m.overrides)) and m.status = 'active'
  and not has_administrator(m.practice_id, m.id, null)) as last_administrator
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
select count(*) from client c where c.practice_id = :practice_id and (not c.restricted or c.id in (select n.client_id from clients_by_name(app_member()) n))
  and c.archived_at is null and c.id = any (array(select s.client_id from assignment s where s.practice_id = :practice_id and s.until is null and s.member_id = :wanted));
select p.until as since, coalesce(b.first_name || ' ' || b.last_name, '') as by, m.status_reason,
  ((m.status in ('active', 'on_hold') and coalesce(m.last_sign_in_at, m.joined_at) < :now::timestamptz - interval '90 days') is true) as unused,
  open_sign_ins(m.id, :now::timestamptz) as open_sign_ins, member_has_second_factor(m.id) as second_factor,
  (select coalesce(sum(coalesce(a.weekly, 1)), 0) from assignment a
  where a.practice_id = app_practice() and a.member_id = :wanted and a.until is null and not a.resting) as load
  from member m
  left join lateral (
  select p.until, p.changed_by from member_past p
  where p.practice_id = m.practice_id and p.member_id = m.id and p.status <> m.status order by p.until desc limit 1) p on true
  left join member b on b.practice_id = m.practice_id and b.id = p.changed_by
  where m.practice_id = app_practice() and m.id = :wanted;
select s.since, s.until, s.status, s.overrides, s.status_reason,
  (select l.name from location l where l.practice_id = app_practice() and l.id = s.primary_location_id) as location,
  coalesce((select o.name from role_past o where o.practice_id = app_practice() and o.role_id = s.role_id and o.until > s.since order by o.until limit 1),
  (select r.name from role r where r.practice_id = app_practice() and r.id = s.role_id), 'A role since deleted') as role,
  (select b.first_name || ' ' || b.last_name from member b where b.practice_id = app_practice() and b.id = s.begun_by) as by
  from (
  select since, until, status, role_id, primary_location_id, overrides, status_reason,
  coalesce(lag(changed_by) over (order by until), (select invited_by from member where practice_id = app_practice() and id = :wanted)) as begun_by
  from member_past where practice_id = app_practice() and member_id = :wanted
  union all
  select changed_at, null, status, role_id, primary_location_id, overrides, status_reason, changed_by
  from member where practice_id = app_practice() and id = :wanted) s
  order by s.until nulls last;
select x.what as what, x.was as was, x.since as since, x.until, b.first_name || ' ' || b.last_name as by from (
  select 'Also at' as what, l.name as was, a.since, a.until, a.given_by as by
  from member_location a join location l on l.practice_id = a.practice_id and l.id = a.location_id
  where a.practice_id = app_practice() and a.member_id = :wanted
  union all
  select 'Group', g.name, a.since, a.until, a.put_by
  from group_member a join practice_group g on g.practice_id = a.practice_id and g.id = a.group_id
  where a.practice_id = app_practice() and a.member_id = :wanted
  union all
  select 'Supervised by', o.first_name || ' ' || o.last_name, a.since, a.until, a.set_by
  from supervision a join member o on o.practice_id = a.practice_id and o.id = a.supervisor_id
  where a.practice_id = app_practice() and a.supervisee_id = :wanted
  union all
  select 'Supervises', o.first_name || ' ' || o.last_name, a.since, a.until, a.set_by
  from supervision a join member o on o.practice_id = a.practice_id and o.id = a.supervisee_id
  where a.practice_id = app_practice() and a.supervisor_id = :wanted) x
  left join member b on b.practice_id = app_practice() and b.id = x.by
  order by x.since;
select h.id, h.from_member, f.first_name || ' ' || f.last_name as from_name, h.to_member, t.first_name || ' ' || t.last_name as to_name, h.offered_at
  from handover h
  join member f on f.practice_id = h.practice_id and f.id = h.from_member
  join member t on t.practice_id = h.practice_id and t.id = h.to_member
  where h.practice_id = app_practice() and h.state = 'open' and :member_id in (h.from_member, h.to_member);
select p.supervision_on, p.several_supervisors, r.requires_supervision and me.status in ('invited', 'active', 'on_hold', 'inactive', 'suspended') as requires,
  s.id as id, s.above, m.id as member_id, m.first_name || ' ' || m.last_name as "name",
  m.status as status, s.kind as kind, s.frequency as frequency, s.since as since
  from member me
  join practice p on p.id = me.practice_id
  join role r on r.practice_id = me.practice_id and r.id = me.role_id
  left join (select x.id, true as above, x.supervisor_id as other, x.kind, x.frequency, x.since
  from supervision x where x.practice_id = app_practice() and x.supervisee_id = :wanted and x.until is null
  union all
  select x.id, false, x.supervisee_id, x.kind, x.frequency, x.since
  from supervision x where x.practice_id = app_practice() and x.supervisor_id = :wanted and x.until is null) s on true
  left join member m on m.practice_id = app_practice() and m.id = s.other
  where me.practice_id = app_practice() and me.id = :wanted
  order by m.sort_key, s.id limit 200;
select coalesce(c.npi, '') as npi, coalesce(c.taxonomy, '') as taxonomy, coalesce(c.bio, '') as bio,
  coalesce(c.version, 0) as version, (:now::timestamptz at time zone l.timezone)::date as today,
  to_jsonb(array(select jsonb_build_object('id', x.id, 'state', x.state, 'number', x.number, 'title', x.title,
  'expires_on', x.expires_on, 'version', x.version)
  from licence x where x.practice_id = app_practice() and x.member_id = :wanted and x.removed_at is null
  order by x.expires_on, x.state, x.id)) as licences
  from member m
  join location l on l.practice_id = m.practice_id and l.id = m.primary_location_id
  left join credentials c on c.practice_id = m.practice_id and c.member_id = m.id
  where m.practice_id = app_practice() and m.id = :wanted;
commit;
