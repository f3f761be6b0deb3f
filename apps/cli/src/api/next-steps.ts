import type { Problem } from "@cogrion/contract";

/** What to do at a shell about a problem. Codes that no command can bring about are absent; docs/errors.md has them all. */
const nextSteps: Partial<Record<Problem["code"], string>> = {
  request_invalid: "Correct what is named; --help shows what there is.",
  workspace_slug_invalid: "Choose another --slug, or leave it out: one is generated.",
  cursor_invalid: "Take --cursor from the page before, with the same options.",
  token_missing: "Sign in with: ./cogrion login",
  token_invalid:
    "Sign in again with: ./cogrion login (or put a newer token into COGRION_TOKEN; is a service principal disabled?)",
  email_unverified: "Verify the address with the mail that you got, then: ./cogrion login",
  role_insufficient: "Ask an owner or admin of the account; ./cogrion whoami shows your roles.",
  people_only: "Unset COGRION_CLIENT_ID and sign in as a person: ./cogrion login",
  support_access_not_found: "See the account's: ./cogrion support-access list --account <id>",
  support_access_state_conflict: "See how they stand: ./cogrion support-access list",
  service_principal_not_found: "See the account's: ./cogrion service-principal list --account <id>",
  service_principal_key_not_found: "See its keys: ./cogrion service-principal get <id> --account <id>",
  service_principal_limit:
    "Delete one, or remove a key, that is not used: ./cogrion service-principal list --account <id>",
  account_not_found: "See yours: ./cogrion account list. An account belongs to one region; --api-url says which.",
  workspace_not_found: "See yours: ./cogrion workspace list. A workspace belongs to one region; --api-url says which.",
  member_not_found: "See who belongs to it: ./cogrion account members <id>",
  invitation_not_found:
    "Take the link of the newest mail, signed in with the address that it was sent to; ./cogrion whoami shows yours.",
  account_region_mismatch: "Ask the other region's API: --api-url says which, after ./cogrion login there.",
  last_owner: "Make somebody else an owner first: ./cogrion account set-roles <id> <member> owner",
  member_exists: "Change their roles instead: ./cogrion account set-roles <id> <member> <roles...>",
  invitation_exists: "Send it again: ./cogrion account resend-invitation <id> <invitation-id>",
  invitation_closed: "Invite anew: ./cogrion account invite <id> <email>",
  invitation_limit_reached: "See those that nobody waits for: ./cogrion account invitations <id>",
  token_not_found: "See the workspace's: ./cogrion workspace token list <id>",
  receipt_not_found: "It is written when the deletion is over: ./cogrion workspace watch <id>",
  drift_not_found: "The first comparison comes an hour after the nine steps; ask again later",
  preflight_not_found: "Ask again in a moment, or watch: ./cogrion workspace watch <id>",
  workspace_slug_taken: "Choose another --slug, or leave it out: one is generated.",
  workspace_state_conflict: "See how it stands: ./cogrion workspace get <id>",
  internal: "Try again. If it happens again, tell us the request's id.",
};

export const nextStepOfProblem = (
  { code, type }: Pick<Problem, "code" | "type">,
  retryAfterSeconds: number | undefined,
): string =>
  retryAfterSeconds === undefined ? (nextSteps[code] ?? `Read ${type}`) : `Try again in ${retryAfterSeconds} s.`;
