import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Account } from "@cogrion/domain";
import type { Person, Stage } from "../../support/stage.ts";
import type { OperationCase } from "../case.ts";

const newEmail = (): string => `${randomBytes(5).toString("hex")}@example.com`;

const viewer: OperationCase = async ({ store, accountId }) => {
  const uid = randomUUID();
  await store.members.add({ accountId, uid, email: newEmail(), roles: ["viewer"] });
  return { params: { account_id: accountId, principal_uid: uid } };
};

/** An invitation as a viewer, an hour old, so that it may be sent again. */
const givenInvitation = async ({ store }: Stage, accountId: string, email = newEmail()) => {
  const { rows } = await store.members.list(accountId, { limit: 100, cursor: undefined });
  const invitedBy = rows.find(({ roles }) => roles.includes("owner"))?.principalUid ?? "";
  const at = new Date(Date.now() - 3_600_000);
  const expiresAt = new Date(Date.now() + 3_600_000);
  return store.invitations.create({ accountId, email, roles: ["viewer"], invitedBy, at, expiresAt });
};

const invitation: OperationCase = async (stage) => {
  const { id } = await givenInvitation(stage, stage.accountId);
  return { params: { account_id: stage.accountId, invitation_id: id } };
};

/** Another account of Ada's, which members can join and leave without affecting the other cases. */
const givenAccount = async ({ store, accountId }: Stage, withAll: boolean): Promise<Account> => {
  const { rows } = await store.members.list(accountId, { limit: 100, cursor: undefined });
  const known = (person: Person) => rows.find(({ email }) => email === `${person}@example.com`);
  const ada = known("ada");
  const account = await store.accounts.create({
    name: "Apart",
    owner: { uid: ada?.principalUid ?? "", email: "ada@example.com" },
  });
  for (const person of withAll ? (["adam", "olga", "vera"] as const) : []) {
    const { principalUid: uid = "", email = "", roles = [] } = known(person) ?? {};
    await store.members.add({ accountId: account.id, uid, email, roles });
  }
  return account;
};

export const membershipCases = {
  "accounts.update": async ({ accountId }) => ({ params: { account_id: accountId }, body: { name: "Acme" } }),
  "members.list": async ({ accountId }) => ({ params: { account_id: accountId } }),
  "members.get": viewer,
  "members.update": async (stage) => ({ ...(await viewer(stage)), body: { roles: ["operator"] } }),
  "members.remove": viewer,
  "members.leave": async (stage) => ({ params: { account_id: (await givenAccount(stage, true)).id } }),
  "invitations.create": async ({ accountId }) => ({
    params: { account_id: accountId },
    body: { email: newEmail(), roles: ["viewer"] },
  }),
  "invitations.list": async ({ accountId }) => ({ params: { account_id: accountId } }),
  "invitations.get": invitation,
  "invitations.resend": invitation,
  "invitations.revoke": invitation,
  "invitations.accept": async (stage) => {
    const { id: accountId } = await givenAccount(stage, false);
    const { id } = await givenInvitation(stage, accountId, "vera@example.com");
    const token = `cgi_${randomBytes(32).toString("base64url")}`;
    await stage.store.invitations.addToken(id, 1, createHash("sha256").update(token).digest("hex"));
    return { body: { token } };
  },
} satisfies Record<string, OperationCase>;
