/**
 * So many memberships of a principal are read with each of their requests, oldest accounts first,
 * so that nobody's number of accounts slows the others. The quota `memberships` is far below.
 */
export const maxMembershipsRead = 1000;

/**
 * A JSON column of statements: the accounts, with the roles in each, of the principal whose uid
 * this column is. It comes with its table: a bare `principal_uid` would be the one of
 * account_members itself, and everybody a member of everything.
 */
export const membershipsOf = (uid: `${string}.${string}`): string => `(
  select coalesce(json_agg(json_build_object('id', account_id, 'roles', roles) order by account_id), '[]')
  from (
    select account_id, roles from account_members where account_members.principal_uid = ${uid}
    order by account_id limit ${maxMembershipsRead}
  ) as membership
)`;
