import pg from "pg";

/**
 * The work of the baseline and of both peers, so that all of them do the same: one statement on our
 * own tables, and our own response made from its row.
 */
const statement = {
  name: "me",
  text: `
    select principal.uid, principal.email, principal.kind, principal.system_roles,
           (select coalesce(json_agg(json_build_object('id', account_id, 'roles', roles) order by account_id), '[]')
            from account_members where principal_uid = principal.uid) as accounts
    from principals as principal
    join principal_identities as identity on identity.principal_uid = principal.uid
    where identity.issuer = $1 and identity.subject = $2 and principal.email = $3`,
};

export type Claims = { iss: string; sub: string; email: string };

export const createSameWork = (databaseUrl: string) => {
  const pool = new pg.Pool({ connectionString: databaseUrl });
  return async ({ iss, sub, email }: Claims): Promise<Record<string, unknown> | undefined> => {
    const { rows } = await pool.query({ ...statement, values: [iss, sub, email] });
    // Only staff have support access, and none of these people are staff.
    return rows[0] && { ...rows[0], support_access: [], region: iss.slice(iss.lastIndexOf("/") + 1) };
  };
};

/** How each of these servers gets its addresses. */
export const readSettings = () => {
  const [port, databaseUrl, issuer, audience] = process.argv.slice(2);
  if (!port || !databaseUrl || !issuer || !audience)
    throw new Error("port, database, issuer and audience, in this order");
  return { port: Number(port), databaseUrl, issuer, audience };
};
