import { z } from "zod";

const tokenSchema = z.object({ access_token: z.string(), expires_in: z.number() });

/**
 * Tokens of the local stack's own user, through a client that only the local realm has, because
 * `up` cannot ask a person to sign in. They are renewed shortly before they expire.
 */
export const createLocalSignIn = (
  issuer: string,
  user: { email: string; password: string },
): (() => Promise<string>) => {
  let kept: { token: string; endsAt: number } | undefined;
  return async () => {
    if (kept !== undefined && kept.endsAt - Date.now() > 30_000) return kept.token;
    const response = await fetch(`${issuer}/protocol/openid-connect/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "password",
        client_id: "cogrion-e2e",
        username: user.email,
        password: user.password,
      }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(`Keycloak rejected the local user ${user.email} (${response.status}).`);
    const answer = tokenSchema.parse(await response.json());
    kept = { token: answer.access_token, endsAt: Date.now() + answer.expires_in * 1000 };
    return kept.token;
  };
};
