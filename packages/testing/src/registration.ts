import type { RunningMail } from "@cogrion/local-stack/parts/mail";
import { readMails } from "@cogrion/emulators/mail/read";
import { until } from "./until.ts";

type Page = { url: string; text: string };
const dashboard = "http://localhost:5173/signed-in";

/**
 * A browser, as far as Keycloak's pages need one. It stops at the dashboard's address, because the
 * dashboard does not run.
 */
const openBrowser = () => {
  const cookies = new Map<string, string>();
  const visit = async (to: string, form?: Record<string, string>): Promise<Page> => {
    const response = await fetch(to, {
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      redirect: "manual",
      ...(form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) }),
    });
    for (const each of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (each.split(";")[0] ?? "").split(/=(.*)/s);
      cookies.set(name, value);
    }
    const location = response.headers.get("location");
    const text = await response.text();
    if (location === null || location.startsWith(dashboard)) return { url: location ?? to, text };
    return visit(new URL(location, to).href);
  };
  return visit;
};

const formActionOf = ({ url, text }: Page): string => {
  const action = /<form[^>]+action="([^"]+)"/.exec(text)?.[1];
  if (action === undefined) throw new Error(`Keycloak showed no form at ${url}`);
  return new URL(action.replaceAll("&amp;", "&"), url).href;
};

/**
 * A person without a sign-in creates one, and verifies the address with Keycloak's mail. Returns
 * the final redirect: to the dashboard, signed in.
 */
export const register = async (
  { issuer, mail }: { issuer: string; mail: Pick<RunningMail, "url"> },
  { email, password }: { email: string; password: string },
): Promise<string> => {
  const visit = openBrowser();
  const query = new URLSearchParams({
    client_id: "cogrion-dashboard",
    response_type: "code",
    scope: "openid",
    redirect_uri: dashboard,
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
  });
  const page = await visit(`${issuer}/protocol/openid-connect/registrations?${query.toString()}`);
  const passwords = { password, "password-confirm": password };
  await visit(formActionOf(page), { email, firstName: "New", lastName: "Person", ...passwords });
  const link = await until("Keycloak's mail", async () => {
    const mails = await readMails(mail.url, email);
    return mails
      .map(({ text }) => /https?:\S+action-token\S+/.exec(text ?? "")?.[0])
      .find((each) => each !== undefined);
  });
  const proven = await visit(link);
  const signedIn = await visit(formActionOf(proven), { "password-new": password, "password-confirm": password });
  return signedIn.url;
};
