import type { ErrorCode } from "./errors/codes.ts";
import { CogrionError } from "./errors/error.ts";

export const quotaSubjects = ["person", "account", "workspace", "mailbox"] as const;

export type Quota = {
  /** Who shares the quota. Another token, session or account does not give a caller more of it. */
  per: (typeof quotaSubjects)[number];
  limit: number;
  /** The time before the request that counts; undefined if the quota counts what exists now. */
  windowSeconds: number | undefined;
  /** What is counted, as a heading. */
  title: string;
};

const day = 24 * 3600;

/**
 * How much a caller or an account may have or do: the only table of quotas. Rate limits of requests
 * (docs/guides/rate-limits.md) apply in addition. `QUOTA_{NAME}` of a control plane changes a
 * limit.
 */
export const quotas = {
  accounts_owned: { per: "person", limit: 25, windowSeconds: undefined, title: "Accounts that a person owns" },
  memberships: { per: "person", limit: 200, windowSeconds: undefined, title: "Accounts that a person belongs to" },
  accounts_created: { per: "person", limit: 10, windowSeconds: day, title: "Accounts that a person creates" },
  workspaces_created_by_person: {
    per: "person",
    limit: 50,
    windowSeconds: day,
    title: "Workspaces that a person creates",
  },
  invitations_sent_by_person: {
    per: "person",
    limit: 50,
    windowSeconds: day,
    title: "Invitations and sign-in grants that a person mails",
  },
  issuer_links_requested: {
    per: "person",
    limit: 10,
    windowSeconds: day,
    title: "Links of another region's sign-in that a person requests",
  },
  workspaces: { per: "account", limit: 500, windowSeconds: undefined, title: "Workspaces of an account" },
  workspaces_created: { per: "account", limit: 50, windowSeconds: day, title: "Workspaces created in an account" },
  invitations_sent: {
    per: "account",
    limit: 100,
    windowSeconds: day,
    title: "Invitations and sign-in grants mailed by an account",
  },
  invitations_open: { per: "account", limit: 200, windowSeconds: undefined, title: "Open invitations of an account" },
  service_principals: {
    per: "account",
    limit: 50,
    windowSeconds: undefined,
    title: "Service principals of an account",
  },
  workspace_tokens: { per: "workspace", limit: 20, windowSeconds: undefined, title: "Valid tokens of a workspace" },
  workspace_tokens_minted: { per: "workspace", limit: 50, windowSeconds: day, title: "Tokens minted for a workspace" },
  sign_in_grants: {
    per: "workspace",
    limit: 500,
    windowSeconds: undefined,
    title: "Sign-in grants of a workspace",
  },
  sign_in_grants_created: {
    per: "workspace",
    limit: 1000,
    windowSeconds: day,
    title: "Sign-in grants created for a workspace",
  },
  invitation_mails: {
    per: "mailbox",
    limit: 10,
    windowSeconds: day,
    title: "Invitations and sign-in grants mailed to a mailbox",
  },
} as const satisfies Record<string, Quota>;

export type QuotaName = keyof typeof quotas;
export const quotaNames = Object.keys(quotas) as QuotaName[];

/** The limits in force, by name. */
export type QuotaLimits = Readonly<Record<QuotaName, number>>;
export const defaultQuotaLimits = Object.fromEntries(
  quotaNames.map((name) => [name, quotas[name].limit]),
) as QuotaLimits;

/**
 * @throws CogrionError `quota_exceeded`, or the quota's own code, if `used` leaves no room for one
 * more
 */
export const requireRoom = (limits: QuotaLimits, name: QuotaName, used: number): void => {
  if (used < limits[name]) return;
  throw quotaExceeded(limits, name);
};

/** Quotas of what exists that already had their own error code. */
const codes: Partial<Record<QuotaName, ErrorCode>> = {
  invitations_open: "invitation_limit_reached",
  service_principals: "service_principal_limit",
};

/** The error of a daily quota, with the seconds until the next use is possible. */
export const quotaExceeded = (limits: QuotaLimits, name: QuotaName, retryAfterSeconds?: number): CogrionError => {
  const { per, title, windowSeconds } = quotas[name];
  const inDay = windowSeconds === undefined ? "" : " in 24 hours";
  return new CogrionError(windowSeconds === undefined ? (codes[name] ?? "quota_exceeded") : "rate_limited", {
    detail: `${title}: at most ${limits[name]} per ${per}${inDay}. Contact support if you need more.`,
    meta: { quota: name, limit: limits[name], per },
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
};
