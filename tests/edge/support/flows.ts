import { createHash, randomBytes } from "node:crypto";
import type { TestHost } from "@cogrion/testing/edge/hosts";
import { readMails } from "@cogrion/emulators/mail/read";
import { until } from "@cogrion/testing/until";
import { browserOriginOf } from "../../../apps/auth-proxy/src/upstream.ts";
import type { Page, TestBrowser } from "./browser.ts";
import { formHeaders } from "./browser.ts";
import { clientId, edgeStand } from "./stand.ts";

const verifier = randomBytes(32).toString("base64url");

export type Tokens = { access_token: string; refresh_token: string; id_token: string };

/** The sign-in flows behind one entry, as a client runs them. */
export const flowsAt = (globalOrigin: string) => {
  const { redirectUri } = edgeStand();
  /** The region's own origin, below the entry. */
  const originOf = (region: string): string => browserOriginOf(globalOrigin, region);
  const endpoint = (region: string, name: string): string =>
    `${originOf(region)}/realms/${region}/protocol/openid-connect/${name}`;

  const authorizationUrl = (region: string, more: Record<string, string> = {}): string =>
    `${endpoint(region, "auth")}?${new URLSearchParams({
      client_id: clientId,
      response_type: "code",
      scope: "openid",
      redirect_uri: redirectUri,
      state: "s1",
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
      ...more,
    }).toString()}`;

  const post = (host: TestHost, region: string, name: string, body: Record<string, string>): Promise<Response> =>
    host.fetch(endpoint(region, name), {
      method: "POST",
      headers: formHeaders,
      body: new URLSearchParams(body).toString(),
    });

  /** `authentication` is the client's, for the token endpoint. */
  const askForTokens = (
    host: TestHost,
    region: string,
    callback: string,
    authentication: Record<string, string>,
  ): Promise<Response> =>
    post(host, region, "token", {
      grant_type: "authorization_code",
      code: new URL(callback).searchParams.get("code") ?? "",
      redirect_uri: redirectUri,
      code_verifier: verifier,
      ...authentication,
    });

  const redeem = async (host: TestHost, region: string, callback: string, client = clientId): Promise<Tokens> => {
    const response = await askForTokens(host, region, callback, { client_id: client });
    if (response.status !== 200) throw new Error(`the code was refused: ${await response.text()}`);
    return (await response.json()) as Tokens;
  };

  /** Ends at the application, or at a page in between. */
  const signIn = async (
    browser: TestBrowser,
    region: string,
    person: { email: string; password: string } = edgeStand().user,
  ): Promise<Page> =>
    browser.submit(await browser.go(authorizationUrl(region)), { username: person.email, password: person.password });

  return { originOf, endpoint, authorizationUrl, post, askForTokens, redeem, signIn };
};

export const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>;

/** The link in the newest mail to a person. */
export const mailedLinkTo = (recipient: string): Promise<string> =>
  until(`a mail to ${recipient}`, async () => {
    const [mail] = await readMails(edgeStand().mailUrl, recipient);
    return /https?:\/\/\S+\/login-actions\/action-token\S+/.exec(mail?.text ?? "")?.[0];
  });
