export type PasswordGrant = {
  issuer: string;
  username: string;
  password: string;
  /** By default the client whose tokens the API accepts. */
  clientId?: string;
  kind?: "access_token" | "id_token";
};

/**
 * Signs in at Keycloak by password (RFC 6749 section 4.3), which only the clients of tests allow.
 * @throws Error with Keycloak's response
 */
export const tokenByPassword = async (grant: PasswordGrant): Promise<string> => {
  const { issuer, username, password, clientId = "cogrion-e2e", kind = "access_token" } = grant;
  const response = await fetch(`${issuer}/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "password", client_id: clientId, username, password, scope: "openid" }),
  });
  const answer = (await response.json()) as Record<string, string>;
  const token = answer[kind];
  if (token === undefined) throw new Error(`Keycloak gave ${username} no ${kind}: ${JSON.stringify(answer)}`);
  return token;
};
