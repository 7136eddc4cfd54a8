-- Creating an invitation, as team/invites/api.rs (invite_member) and what it calls make it, with the audit row as the
-- last statement. Each client has a practice of its own. :letter is a letter of the outbox.
begin;
select *, ('{{roles}}'::uuid[])[:client_id + 1] as new_role, ('{{places}}'::uuid[])[:client_id + 1] as place,
    (stem || substr(a, 9))::uuid as new_member, (stem || substr(b, 9))::uuid as invitation, (stem || substr(c, 9))::uuid as step,
    (stem || substr(d, 9))::uuid as mail, 'guest-' || a || '@example.org' as new_email, e.now + interval '72 hours' as expires
  from access_enter(('{{tokens}}'::bytea[])[:client_id + 1], '0 seconds') e,
    lateral (select lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint >> 16), 8, '0') as stem,
      gen_random_uuid()::text as a, gen_random_uuid()::text as b, gen_random_uuid()::text as c, gen_random_uuid()::text as d) made \gset
select id as new_role, name as new_role_name, effective_grants(grants, off, '{}') as new_grants from role
  where practice_id = app_practice() and id = :new_role and deleted_at is null \gset
select id from practice where id = app_practice() for update;
select m.status, effective_grants(r.grants, r.off, m.overrides) from member m join role r on r.practice_id = m.practice_id and r.id = m.role_id
  where m.practice_id = app_practice() and m.id = :member_id;
select id as new_role, name as new_role_name, effective_grants(grants, off, '{}') as new_grants from role
  where practice_id = app_practice() and id = :new_role and deleted_at is null \gset
select closed_at is null as open from practice where id = app_practice() for update;
select p.plan, p.seat_cap, p.invitation_hours,
    p.members::bigint as members,
    (select count(*) from invitation i where i.practice_id = p.id and i.state = 'open' and i.expires_at > :now) as open_invitations
  from practice p where p.id = app_practice();
select id, first_name || ' ' || last_name as name, status from member
  where practice_id = app_practice() and lower(email) = lower(:new_email) and status not in ('withdrawn', 'archived', 'removed');
select name as place_name, timezone, address, archived_at from location where practice_id = app_practice() and id = :place \gset
insert into member (practice_id, id, first_name, last_name, email, status, role_id, primary_location_id, invited_by, invited_at, changed_at, changed_by)
  values (:practice_id, :new_member, 'Bench', 'Guest', :new_email, 'invited', :new_role, :place, :member_id, :now, :now, :member_id);
insert into invitation (practice_id, id, member_id, invited_by, note, created_at, renewed_at, expires_at)
  values (:practice_id, :invitation, :new_member, :member_id, 'Looking forward to working with you.', :now, :now, :expires);
insert into invitation_step (practice_id, invitation_id, id, at, step, serial, by_member)
  values (:practice_id, :invitation, :step, :now, 'sent', 1, :member_id) on conflict do nothing;
select i.id, i.member_id as guest, i.state, i.serial, i.note, i.created_at, i.renewed_at, i.expires_at, i.reason,
    m.email, m.first_name, m.last_name, m.role_id, r.name as role_name, l.timezone,
    p.name as practice, p.invitation_hours as hours,
    b.first_name || ' ' || b.last_name as inviter_name, b.first_name as inviter_first, b.email as inviter_email
  from invitation i
  join member m on m.practice_id = i.practice_id and m.id = i.member_id
  join role r on r.practice_id = m.practice_id and r.id = m.role_id
  join location l on l.practice_id = m.practice_id and l.id = m.primary_location_id
  join practice p on p.id = i.practice_id
  join member b on b.practice_id = i.practice_id and b.id = i.invited_by
  where i.practice_id = app_practice() and i.id = :invitation;
update outbox set state = 'moot', ended_at = :now, claimed_until = null where practice_id = :practice_id and about = :invitation and state = 'waiting';
insert into outbox (practice_id, id, letter, to_name, to_email, about, serial, due_at, message_id, created_at)
  values (:practice_id, :mail, :letter, 'Bench Guest', :new_email, :invitation, 1, :now, '<' || :mail::text || '@localhost>', :now);
select audit_write(:practice_id, :now, :member_id, :first_name || ' ' || :last_name, 'team.member_invited', 'member', :new_member, :new_email,
    jsonb_build_object('invitation', :invitation::uuid, 'role', :new_role_name::text, 'location', :place_name::text), :session_id, '127.0.0.1');
commit;
