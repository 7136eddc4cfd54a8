// Every page that needs no one in particular to look at it.

/** Before and beside signing in. */
export const PLATES = ["/signin", "/signin/code", "/signin/code?with=recovery", "/signup", "/reset", "/reset/none", "/invitations/none", "/portal/invitation/none", "/join/none", "/join/confirm/none", "/nowhere"];
/** For whoever may see everything. */
export const ROOMS = [
  "/today", "/team", "/team/invite", "/team/join", "/team?q=zzzz", "/team?as_of=2999-01-01", "/clients", "/unassigned", "/unassigned?overdue=yes", "/groups", "/settings",
  "/account", "/mailbox", "/coverage", "/coverage/new", "/clients/import", "/clients/import?refused=workbook", "/clients?role=everyone&sort=-visit",
  "/clients?status=archived", "/clients/views", "/clients/archive?all=yes&q=a", "/clients/group?all=yes&q=a", "/clients/new", "/clients/none",
  "/visits/none", "/assign", "/capacity", "/capacity?sort=free", "/notices", "/security", "/audit", "/audit?kind=team&from=2020-01-01", "/audit/1", "/view-as",
  "/view-as?q=zoe", "/roles", "/roles/new", "/roles/new?from=member",
  "/roles/new?from=nothing&step=review&name=Lead&can[clients.view]=own&on[clients]=true",
];
