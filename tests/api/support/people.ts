/**
 * Who acts: Ada owns the account "Acme", Adam administers it, Olga operates it and Vera views it;
 * Eve owns another account. Sam works for Cogrion's support.
 */
export const people = ["ada", "adam", "olga", "vera", "eve", "sam"] as const;
export type Person = (typeof people)[number];

export const passwordOf = (person: Person): string => `password-of-${person}`;
export const emailOf = (person: Person): string => `${person}@example.com`;

type SignIn = { kind?: "access_token" | "id_token"; client?: string };

/** Signs in at Keycloak by password. Without `client`, the API accepts the token. */
export const signIn = async (
  issuer: string,
  person: Person,
  { kind = "access_token", client = "cogrion-e2e" }: SignIn = {},
): Promise<string> => {
  const response = await fetch(`${issuer}/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "password",
      client_id: client,
      username: emailOf(person),
      password: passwordOf(person),
      scope: "openid",
    }),
  });
  const answer = (await response.json()) as Record<string, string>;
  const token = answer[kind];
  if (token === undefined) throw new Error(`Keycloak returned no ${kind}: ${JSON.stringify(answer)}`);
  return token;
};
