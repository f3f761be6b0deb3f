import type { Problem } from "@cogrion/contract";
import type { Credential } from "../config.ts";
import { cogrion } from "../invocation.ts";

/**
 * What to do in a shell about a problem, in addition to the API's own detail. `<workspace_id>` and
 * the like are the call's path parameters. Codes that no command can cause are absent;
 * docs/errors.md has all.
 */
const nextSteps: Partial<Record<Problem["code"], string>> = {
  request_invalid: "Correct the fields named above; --help lists the options.",
  workspace_slug_invalid: "Choose another slug, or omit --slug to have one generated.",
  cursor_invalid: "Omit --cursor to see the first page; each page prints the cursor of the next.",
  token_missing: `Sign in with: ${cogrion} login`,
  email_unverified: `Verify your email address with the link that was sent to you, then: ${cogrion} login`,
  role_insufficient: `${cogrion} whoami shows your roles.`,
  people_only: `Unset COGRION_CLIENT_ID and sign in as a person: ${cogrion} login`,
  support_access_not_found: `List the account's: ${cogrion} support-access list --account <account_id>`,
  support_access_state_conflict: `Check its state: ${cogrion} support-access list`,
  service_principal_not_found: `List the account's: ${cogrion} service-principal list --account <account_id>`,
  service_principal_key_not_found: `List its keys: ${cogrion} service-principal get <service_principal_id> --account <account_id>`,
  service_principal_limit: `Delete one that is not used, or remove a key: ${cogrion} service-principal list --account <account_id>`,
  account_not_found: `List yours: ${cogrion} account list. An account belongs to one region: check --api-url.`,
  workspace_not_found: `List yours: ${cogrion} workspace list. A workspace belongs to one region: check --api-url.`,
  member_not_found: `List its members: ${cogrion} account members <account_id>`,
  invitation_not_found: `Use the link of the newest email, signed in with the address that it was sent to; ${cogrion} whoami shows yours.`,
  account_region_mismatch: `Use the other region's API with --api-url, after ${cogrion} login there.`,
  last_owner: `Make another member an owner first: ${cogrion} account set-roles <account_id> <member> owner`,
  member_exists: `Change the member's roles instead: ${cogrion} account set-roles <account_id> <member> <roles...>`,
  invitation_exists: `Resend the invitation: ${cogrion} account resend-invitation <account_id> <invitation-id>`,
  invitation_closed: `Invite the person again: ${cogrion} account invite <account_id> <email>`,
  invitation_limit_reached: `Revoke one that is not needed: ${cogrion} account invitations <account_id>`,
  token_not_found: `List the workspace's: ${cogrion} workspace token list <workspace_id>`,
  receipt_not_found: `Check its state: ${cogrion} workspace get <workspace_id>`,
  drift_not_found: "The first comparison runs an hour after provisioning. Try again later.",
  preflight_not_found: `Try again in a moment, or watch: ${cogrion} workspace watch <workspace_id>`,
  workspace_slug_taken: "Choose another slug, or omit --slug to have one generated.",
  workspace_state_conflict: `Check its state: ${cogrion} workspace get <workspace_id>`,
  internal: "Try again. If it happens again, contact support with the request id.",
};

const afterRefusedToken: Record<Credential, string> = {
  session: `Sign in again with: ${cogrion} login`,
  token: `Set COGRION_TOKEN to a valid token, or unset it and sign in with: ${cogrion} login`,
  "service principal": `Check whether it is enabled: ${cogrion} service-principal list --account <account_id>`,
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

/** The API's detail is about keys, which mean nothing to a person with a session. */
export const whatHappened = ({ code, detail, meta }: Problem, credential: Credential): string =>
  code === "token_invalid" && credential === "session" && meta?.["reason"] === "key"
    ? "Your session was issued before this API's sign-in service was replaced."
    : detail;

/** What to do if nothing responds at the API's address. */
export const nextStepWhereSilent =
  "Check the address (--api-url or COGRION_API_URL) and your connection, then try again.";
