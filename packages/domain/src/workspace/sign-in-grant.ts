import type { WorkspaceId } from "./id.ts";

export const signInGrantKinds = ["person", "domain", "group"] as const;
/** `person`: an address. `domain`: every address of a mail domain. `group`: a group of the realm, by its path. */
export type SignInGrantKind = (typeof signInGrantKinds)[number];

/** Lets people who are not members of the account sign in to its workspace. */
export type SignInGrant = {
  id: string;
  workspaceId: WorkspaceId;
  kind: SignInGrantKind;
  /** Addresses and domains in lower case. */
  value: string;
  /** Uid of the principal who granted it. */
  grantedBy: string;
  createdAt: Date;
};

/** Who may sign in to a workspace, as its client in the realm has it. */
export type SignInAccess = {
  /** By address. */
  people: Record<string, "member" | "person">;
  domains: string[];
  groups: string[];
};

/** Members of the workspace's account always may; `members` are their addresses. */
export const signInAccessOf = (
  members: readonly string[],
  grants: readonly Pick<SignInGrant, "kind" | "value">[],
): SignInAccess => {
  const valuesOf = (kind: SignInGrantKind) => grants.filter((each) => each.kind === kind).map(({ value }) => value);
  return {
    people: Object.fromEntries([
      ...valuesOf("person").map((email) => [email, "person"] as const),
      ...members.map((email) => [email, "member"] as const),
    ]),
    domains: valuesOf("domain"),
    groups: valuesOf("group"),
  };
};

// Who has a mailbox there is anybody: a grant to all of them would be one to everybody.
const publicMailDomains: ReadonlySet<string> = new Set([
  "aol.com",
  "fastmail.com",
  "gmail.com",
  "gmx.com",
  "gmx.de",
  "gmx.net",
  "googlemail.com",
  "hey.com",
  "hotmail.com",
  "icloud.com",
  "live.com",
  "mail.com",
  "mail.ru",
  "me.com",
  "msn.com",
  "naver.com",
  "outlook.com",
  "pm.me",
  "proton.me",
  "protonmail.com",
  "qq.com",
  "tutanota.com",
  "web.de",
  "yahoo.com",
  "yandex.com",
  "yandex.ru",
  "zoho.com",
  "163.com",
]);

export const isPublicMailDomain = (domain: string): boolean => publicMailDomains.has(domain);
