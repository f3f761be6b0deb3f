import type { Problem } from "@cogrion/contract";
import type { Credential } from "../config.ts";
import { cogrion } from "../invocation.ts";

/**
 * What to do at a shell about a problem, beyond what the API's own sentence says. `<workspace_id>` and the like are the call's path parameters. Codes that no
 * command can bring about are absent; docs/errors.md has them all.
 */
const nextSteps: Partial<Record<Problem["code"], string>> = {
  request_invalid: "Correct what is named; --help shows what there is.",
  workspace_slug_invalid: "Without --slug one is generated.",
  cursor_invalid: "Leave --cursor out to see the first page; below each page is the next one's.",
  token_missing: `Sign in with: ${cogrion} login`,
  email_unverified: `Verify the address with the mail that you got, then: ${cogrion} login`,
  role_insufficient: `${cogrion} whoami shows your roles.`,
  people_only: `Unset COGRION_CLIENT_ID and sign in as a person: ${cogrion} login`,
  support_access_not_found: `See the account's: ${cogrion} support-access list --account <account_id>`,
  support_access_state_conflict: `See how they stand: ${cogrion} support-access list`,
  service_principal_not_found: `See the account's: ${cogrion} service-principal list --account <account_id>`,
  service_principal_key_not_found: `See its keys: ${cogrion} service-principal get <service_principal_id> --account <account_id>`,
  service_principal_limit: `Delete one, or remove a key, that is not used: ${cogrion} service-principal list --account <account_id>`,
  account_not_found: `See yours: ${cogrion} account list. An account belongs to one region; --api-url says which.`,
  workspace_not_found: `See yours: ${cogrion} workspace list. A workspace belongs to one region; --api-url says which.`,
  member_not_found: `See who belongs to it: ${cogrion} account members <account_id>`,
  invitation_not_found: `Take the link of the newest mail, signed in with the address that it was sent to; ${cogrion} whoami shows yours.`,
  account_region_mismatch: `Ask the other region's API: --api-url says which, after ${cogrion} login there.`,
  last_owner: `Make somebody else an owner first: ${cogrion} account set-roles <account_id> <member> owner`,
  member_exists: `Change their roles instead: ${cogrion} account set-roles <account_id> <member> <roles...>`,
  invitation_exists: `Send it again: ${cogrion} account resend-invitation <account_id> <invitation-id>`,
  invitation_closed: `Invite them again: ${cogrion} account invite <account_id> <email>`,
  invitation_limit_reached: `See those that nobody waits for: ${cogrion} account invitations <account_id>`,
  token_not_found: `See the workspace's: ${cogrion} workspace token list <workspace_id>`,
  receipt_not_found: `See how far it is: ${cogrion} workspace get <workspace_id>`,
  drift_not_found: "The first comparison comes an hour after the nine steps; ask again later",
  preflight_not_found: `Ask again in a moment, or watch: ${cogrion} workspace watch <workspace_id>`,
  workspace_slug_taken: "Without --slug one is generated.",
  workspace_state_conflict: `See how it stands: ${cogrion} workspace get <workspace_id>`,
  internal: "Try again. If it happens again, tell us the request's id.",
};

const afterRefusedToken: Record<Credential, string> = {
  session: `Sign in again with: ${cogrion} login`,
  token: `Put a newer token into COGRION_TOKEN, or unset it and sign in with: ${cogrion} login`,
  "service principal": `Look whether it is enabled: ${cogrion} service-principal list --account <account_id>`,
};

type Refused = {
  problem: Pick<Problem, "code" | "type" | "meta">;
  retryAfterSeconds: number | undefined;
  params: Readonly<Record<string, unknown>>;
};

export const nextStepOfProblem = (
  { problem: { code, type }, retryAfterSeconds, params }: Refused,
  credential: Credential,
): string => {
  if (retryAfterSeconds !== undefined) return `Try again in ${retryAfterSeconds} s.`;
  const step = code === "token_invalid" ? afterRefusedToken[credential] : (nextSteps[code] ?? `Read ${type}`);
  return step.replaceAll(/<(\w+)>/g, (placeholder, name: string) => {
    const value = params[name];
    return typeof value === "string" ? value : placeholder;
  });
};

/** The API speaks of keys; who has a session knows of none. */
export const whatHappened = ({ code, detail, meta }: Problem, credential: Credential): string =>
  code === "token_invalid" && credential === "session" && meta?.["reason"] === "key"
    ? "Your session is from before this API's sign-in was set up again."
    : detail;

/** What to do where nothing responds at the API's address. */
export const nextStepWhereSilent =
  "Check the address (--api-url or COGRION_API_URL) and your connection, then try again.";
