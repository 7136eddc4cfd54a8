-- Creating an invitation, as team/invites/api.rs (invite_member) and what it calls make it, with the audit row as the
-- last statement. Each client has a practice of its own. :letter is a letter of the outbox.
begin;
select e.now, e.session_id, e.practice_id, e.member_id, e.first_name, e.last_name, ('{{roles}}'::uuid[])[:client_id + 1] as new_role, ('{{places}}'::uuid[])[:client_id + 1] as place,
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
select p.closed_at is null as open, p.plan, p.seat_cap, p.invitation_hours,
    p.members::bigint as members,
    (select count(*) from invitation i where i.practice_id = p.id and i.state = 'open' and i.expires_at > :now) as open_invitations
  from practice p where p.id = app_practice();
select id, first_name || ' ' || last_name as name, status from member
  where practice_id = app_practice() and email_key = lower(:new_email) and status not in ('withdrawn', 'archived', 'removed');
select name as place_name, timezone, address, archived_at from location where practice_id = app_practice() and id = :place \gset
with person as (
    insert into member (practice_id, id, first_name, last_name, email, status, role_id, primary_location_id, invited_by, invited_at, changed_at, changed_by)
    values (:practice_id, :new_member, 'Bench', 'Guest', :new_email, 'invited', :new_role, :place, :member_id, :now, :now, :member_id)),
  asked as (
    insert into invitation (practice_id, id, member_id, invited_by, note, created_at, renewed_at, expires_at)
    values (:practice_id, :invitation, :new_member, :member_id, 'Looking forward to working with you.', :now, :now, :expires)),
  told as (
    insert into invitation_step (practice_id, invitation_id, id, at, step, serial, by_member)
    values (:practice_id, :invitation, :step, :now, 'sent', 1, :member_id))
select p.name as practice, p.invitation_hours as hours, r.name as role, l.timezone, b.first_name || ' ' || b.last_name as inviter
  from practice p, role r, location l, member b
  where p.id = :practice_id and r.practice_id = :practice_id and r.id = :new_role
    and l.practice_id = :practice_id and l.id = :place and b.practice_id = :practice_id and b.id = :member_id;
insert into outbox (practice_id, id, letter, to_name, to_email, about, serial, due_at, message_id, created_at)
  values (:practice_id, :mail, :letter, 'Bench Guest', :new_email, :invitation, 1, :now, '<' || :mail::text || '@localhost>', :now);
select audit_write(:practice_id, :now, :member_id, :first_name || ' ' || :last_name, 'team.member_invited', 'member', :new_member, :new_email,
    jsonb_build_object('invitation', :invitation::uuid, 'role', :new_role_name::text, 'location', :place_name::text), :session_id, '127.0.0.1');
commit;
