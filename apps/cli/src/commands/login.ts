import { routes } from "@cogrion/contract";
import type { Command } from "commander";
import { apiUrlOf } from "../client/api-url.ts";
import type { ApiOptions } from "../client/connection.ts";
import { connect, tokenStore, withApiOptions } from "../client/connection.ts";
import { withExamples } from "./help.ts";
import { factsOf } from "../render/text.ts";
import { signInWithDevice, signOut } from "../sign-in/device-flow.ts";
import { stopOnSignals } from "../signals.ts";
import { cogrion } from "../invocation.ts";

export const register = (program: Command): void => {
  const signingIn = withApiOptions(
    program
      .command("login")
      .summary("sign in to a region's API with your browser")
      .description(
        "Shows an address and a code. Open the address and compare the code (OAuth 2.0 device authorization, RFC 8628).\nThe session is stored in $XDG_CONFIG_HOME/cogrion/sessions.json, readable only by you.",
      ),
  ).action(login);
  withExamples(signingIn, "login", "login --api-url https://cplane.sgp-1.cogrion.com");
  withApiOptions(program.command("logout").summary("end the session, on this machine and in the region")).action(
    logout,
  );
  withApiOptions(program.command("whoami").summary("show who is signed in, with which roles")).action(whoami);
};

const login = async (options: ApiOptions): Promise<void> => {
  const apiUrl = apiUrlOf(options.apiUrl);
  const interruption = stopOnSignals("The sign-in was cancelled.");
  const signingIn = signInWithDevice({
    store: tokenStore(),
    apiUrl,
    signal: interruption.signal,
    onInvitation: ({ url, code, expiresInSeconds }) => {
      if (options.json === true) {
        console.log(
          JSON.stringify({ verification_uri_complete: url, user_code: code, expires_in_seconds: expiresInSeconds }),
        );
        return;
      }
      console.log(
        `Open this address and sign in:\n\n  ${url}\n\nCheck that the browser shows the code ${code}. Waiting …`,
      );
    },
  });
  await Promise.race([signingIn, interruption.happened]);
  await whoami(options);
};

const logout = async (options: ApiOptions): Promise<void> => {
  const apiUrl = apiUrlOf(options.apiUrl);
  const hadSession = await signOut(tokenStore(), apiUrl);
  if (options.json === true) console.log(JSON.stringify({ api_url: apiUrl, had_session: hadSession }));
  else console.log(hadSession ? `Signed out at ${apiUrl}.` : `Nobody was signed in at ${apiUrl}.`);
};

const whoami = async (options: ApiOptions): Promise<void> => {
  const api = await connect(options);
  const me = await api.call(routes.getMe, {});
  if (options.json === true) {
    console.log(JSON.stringify(me));
    return;
  }
  const accounts = me.accounts.map(({ id, roles }) => `${id} (${roles.join(", ")})`).join(", ");
  console.log(
    factsOf({
      email: me.email,
      region: me.region,
      api: api.baseUrl,
      accounts: accounts === "" ? `none yet; create one: ${cogrion} account create <name>` : accounts,
      "support access":
        me.support_access.length === 0
          ? undefined
          : me.support_access.map((each) => `${each.account_id} (${each.role}, until ${each.expires_at})`).join(", "),
      "system roles": me.system_roles.length === 0 ? undefined : me.system_roles.join(", "),
    }),
  );
};
