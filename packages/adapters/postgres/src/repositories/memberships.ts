/**
 * At most this many memberships of a principal are read with each of their requests, oldest
 * accounts first, so that nobody's number of accounts slows others. The quota `memberships` is far
 * lower.
 */
export const maxMembershipsRead = 1000;

/**
 * A JSON column: the accounts, with the roles in each, of the principal whose uid is in the given
 * column. The column must be qualified with its table: a bare `principal_uid` would refer to
 * account_members itself, and everybody would be a member of everything.
 */
export const membershipsOf = (uid: `${string}.${string}`): string => `(
  select coalesce(json_agg(json_build_object('id', account_id, 'roles', roles) order by account_id), '[]')
  from (
    select account_id, roles from account_members where account_members.principal_uid = ${uid}
    order by account_id limit ${maxMembershipsRead}
  ) as membership
)`;
