/** A JSON column of statements: the accounts, with the roles in each, of the principal whose uid this SQL expression is. */
export const membershipsOf = (uid: string): string => `(
  select coalesce(json_agg(json_build_object('id', account_id, 'roles', roles) order by account_id), '[]')
  from account_members where principal_uid = ${uid}
)`;
