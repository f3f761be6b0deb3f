import type { ErrorCode } from "@cogrion/domain";

/**
 * Constraints that a valid request can violate, and the error for each. All others protect against
 * faults of our own, and their violation is returned as `internal`.
 */
export const constraintErrors: Record<string, { code: ErrorCode; detail: string }> = {
  workspaces_pkey: { code: "workspace_slug_taken", detail: "Another workspace has this slug; choose another one." },
  workspaces_account_id_fkey: { code: "account_not_found", detail: "There is no such account." },
  account_members_account_id_fkey: { code: "account_not_found", detail: "There is no such account." },
  account_members_account_email_key: { code: "member_exists", detail: "They are a member of the account already." },
  tenants_pkey: { code: "workspace_slug_taken", detail: "Another workspace has this slug; choose another one." },
};
