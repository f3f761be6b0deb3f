import { tokenByPassword } from "@cogrion/testing/password-grant";

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
export const signIn = (issuer: string, person: Person, { kind, client }: SignIn = {}): Promise<string> =>
  tokenByPassword({
    issuer,
    username: emailOf(person),
    password: passwordOf(person),
    ...(kind === undefined ? {} : { kind }),
    ...(client === undefined ? {} : { clientId: client }),
  });
