import { randomUUID } from "node:crypto";
import type { Role } from "@cogrion/domain";
import { roles } from "@cogrion/domain";
import { afterAll, beforeAll, expect, it } from "vitest";
import { renameAccount } from "../accounts/rename.ts";
import type { Caller } from "../access/caller.ts";
import { createInvitation } from "../invitations/create.ts";
import type { TestRegion } from "@cogrion/testing/region/region";
import { auditActionsOf, callerWith, givenOwner, startTestRegion } from "@cogrion/testing/region/region";
import { getMember, listMembers } from "./read.ts";
import { leaveAccount, removeMember } from "./remove.ts";
import { setMemberRoles } from "./set-roles.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());

const now = () => new Date();
const any = { expectedVersion: undefined };

/** Another member of the account, with a caller. */
const givenMember = async (accountId: string, ...held: Role[]): Promise<{ caller: Caller; uid: string }> => {
  const uid = randomUUID();
  await region.store.members.add({ accountId, uid, email: `${uid}@example.com`, roles: held });
  return { uid, caller: callerWith([{ id: accountId, roles: held }], { uid }) };
};
const rolesOf = async (accountId: string, uid: string): Promise<Role[] | undefined> =>
  (await region.store.members.get(accountId, uid))?.roles;

it("lists members with their addresses, newest first, for every member of the account", async () => {
  const { accountId, caller } = await givenOwner(region);
  const viewer = await givenMember(accountId, "viewer");
  const all = await listMembers(region, viewer.caller, { accountId, limit: 10, cursor: undefined });
  expect(all.rows.map((row) => [row.principalUid, row.email, row.roles])).toEqual([
    [viewer.uid, `${viewer.uid}@example.com`, ["viewer"]],
    [caller.principal.uid, "ada@example.com", ["owner"]],
  ]);
  const first = await listMembers(region, caller, { accountId, limit: 1, cursor: undefined });
  const second = await listMembers(region, caller, { accountId, limit: 1, cursor: first.next });
  expect([...first.rows, ...second.rows]).toEqual(all.rows);
  expect(second.next).toBeUndefined();
  const stranger = callerWith();
  await expect(listMembers(region, stranger, { accountId, limit: 1, cursor: undefined })).rejects.toMatchObject({
    code: "account_not_found",
  });
  await expect(getMember(region, caller, { accountId, uid: randomUUID() })).rejects.toMatchObject({
    code: "member_not_found",
  });
});

it("lets each role give, change and take what is not above it, and nothing else", async () => {
  const { accountId } = await givenOwner(region);
  for (const own of roles) {
    const actor = await givenMember(accountId, own);
    for (const before of roles) {
      for (const after of roles) {
        const target = await givenMember(accountId, before);
        const rank = (role: Role): number => roles.indexOf(role);
        const isAllowed = (own === "owner" || own === "admin") && rank(own) <= rank(before) && rank(own) <= rank(after);
        const change = setMemberRoles(region, actor.caller, { accountId, uid: target.uid, roles: [after], ...any });
        const outcome = await change.then(
          () => "changed",
          (error: { code: string }) => error.code,
        );
        expect([own, before, after, outcome]).toEqual([
          own,
          before,
          after,
          isAllowed ? "changed" : "role_insufficient",
        ]);
        expect(await rolesOf(accountId, target.uid)).toEqual([isAllowed ? after : before]);
      }
    }
    const target = await givenMember(accountId, "owner");
    const removal = removeMember(region, actor.caller, { accountId, uid: target.uid });
    if (own === "owner") await removal;
    else await expect(removal).rejects.toMatchObject({ code: "role_insufficient" });
  }
});

it("uses the roles that the caller has now, not those when the request began", async () => {
  const { accountId, caller } = await givenOwner(region);
  const admin = await givenMember(accountId, "admin");
  const viewer = await givenMember(accountId, "viewer");
  await setMemberRoles(region, caller, { accountId, uid: admin.uid, roles: ["viewer"], ...any });
  const input = { accountId, uid: viewer.uid, roles: ["admin"] as const, ...any };
  await expect(setMemberRoles(region, admin.caller, input)).rejects.toMatchObject({ code: "role_insufficient" });
  await removeMember(region, caller, { accountId, uid: admin.uid });
  await expect(setMemberRoles(region, admin.caller, input)).rejects.toMatchObject({ code: "account_not_found" });
  expect(await rolesOf(accountId, viewer.uid)).toEqual(["viewer"]);
});

it("keeps the last owner, whatever is tried", async () => {
  const { accountId, caller } = await givenOwner(region);
  const { uid } = caller.principal;
  const denied = { code: "last_owner", status: 409 };
  await expect(removeMember(region, caller, { accountId, uid })).rejects.toMatchObject(denied);
  await expect(leaveAccount(region, caller, { accountId })).rejects.toMatchObject(denied);
  await expect(
    setMemberRoles(region, caller, { accountId, uid, roles: ["admin", "viewer"], ...any }),
  ).rejects.toMatchObject(denied);
  expect(await rolesOf(accountId, uid)).toEqual(["owner"]);
  const other = await givenMember(accountId, "owner");
  await leaveAccount(region, caller, { accountId });
  await expect(leaveAccount(region, other.caller, { accountId })).rejects.toMatchObject(denied);
});

it("keeps one owner when all leave, are removed and are demoted at the same moment", async () => {
  for (let round = 0; round < 15; round++) {
    const { accountId, caller } = await givenOwner(region);
    const one = { caller, uid: caller.principal.uid };
    const [two, three] = [await givenMember(accountId, "owner"), await givenMember(accountId, "owner")];
    const outcomes = await Promise.allSettled([
      leaveAccount(region, one.caller, { accountId }),
      removeMember(region, one.caller, { accountId, uid: two.uid }),
      setMemberRoles(region, two.caller, { accountId, uid: three.uid, roles: ["viewer"], ...any }),
      removeMember(region, three.caller, { accountId, uid: one.uid }),
      leaveAccount(region, three.caller, { accountId }),
      leaveAccount(region, two.caller, { accountId }),
    ]);
    const { rows } = await region.store.members.list(accountId, { limit: 10, cursor: undefined });
    const owners = rows.filter((row) => row.roles.includes("owner"));
    expect(owners.length).toBeGreaterThan(0);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected")
        expect(["last_owner", "account_not_found", "member_not_found", "role_insufficient"]).toContain(
          (outcome.reason as { code: string }).code,
        );
    }
  }
});

it("two owners who leave at once do not both succeed", async () => {
  for (let round = 0; round < 15; round++) {
    const { accountId, caller } = await givenOwner(region);
    const other = await givenMember(accountId, "owner");
    const outcomes = await Promise.allSettled([
      leaveAccount(region, caller, { accountId }),
      leaveAccount(region, other.caller, { accountId }),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find((each) => each.status === "rejected")?.reason).toMatchObject({ code: "last_owner" });
  }
});

it("changes only the version that was read, and audits what was done and what was rejected", async () => {
  const { accountId, caller } = await givenOwner(region);
  const { uid, caller: operator } = await givenMember(accountId, "operator");
  const changed = await setMemberRoles(region, caller, {
    accountId,
    uid,
    roles: ["viewer", "operator"],
    expectedVersion: 1,
  });
  expect([changed.roles, changed.version]).toEqual([["operator", "viewer"], 2]);
  await expect(
    setMemberRoles(region, caller, { accountId, uid, roles: ["admin"], expectedVersion: 1 }),
  ).rejects.toMatchObject({ code: "version_mismatch", meta: { version: 2 } });
  // Roles that they already have are not a change.
  await setMemberRoles(region, caller, { accountId, uid, roles: ["operator", "viewer"], expectedVersion: 2 });
  await removeMember(region, caller, { accountId, uid });
  expect(await auditActionsOf(region, uid)).toEqual([
    "member.roles_changed succeeded principal",
    "member.removed succeeded principal",
  ]);
  await expect(removeMember(region, operator, { accountId, uid })).rejects.toMatchObject({
    code: "role_insufficient",
  });
  expect(await auditActionsOf(region, accountId)).toContain("member.manage refused principal");
  const { rows } = await region.store.audit.list(
    accountId,
    { action: "member.roles_changed" },
    { limit: 5, cursor: undefined },
  );
  expect(rows.map(({ details }) => details)).toEqual([
    { before: { roles: ["operator"] }, after: { roles: ["operator", "viewer"] } },
  ]);
});

it("renames an account, for owners and admins, on the version that was read", async () => {
  const { accountId, caller } = await givenOwner(region);
  const admin = await givenMember(accountId, "admin");
  const operator = await givenMember(accountId, "operator");
  const renamed = await renameAccount(region, admin.caller, { accountId, name: "Zweite", expectedVersion: 1 });
  expect(renamed).toMatchObject({ name: "Zweite", version: 2 });
  await expect(renameAccount(region, caller, { accountId, name: "Dritte", expectedVersion: 1 })).rejects.toMatchObject({
    code: "version_mismatch",
  });
  expect(await renameAccount(region, caller, { accountId, name: "Zweite", ...any })).toEqual(renamed);
  await expect(renameAccount(region, operator.caller, { accountId, name: "Mine", ...any })).rejects.toMatchObject({
    code: "role_insufficient",
  });
  expect(await auditActionsOf(region, accountId)).toEqual([
    "account.created succeeded principal",
    "account.renamed succeeded principal",
    "account.update refused principal",
  ]);
});

it("takes the invitations along that a member may not make any more", async () => {
  const { accountId, caller } = await givenOwner(region);
  const other = await givenMember(accountId, "owner");
  const invite = (email: string, role: Role) =>
    createInvitation({ ...region, now }, other.caller, { accountId, email, roles: [role] });
  const [owner, viewer] = [await invite("o@example.com", "owner"), await invite("v@example.com", "viewer")];
  const statuses = async () =>
    Promise.all([owner, viewer].map(async ({ id }) => (await region.store.invitations.getById(id))?.status));
  await setMemberRoles(region, caller, { accountId, uid: other.uid, roles: ["admin"], ...any });
  expect(await statuses()).toEqual(["revoked", "pending"]);
  await setMemberRoles(region, caller, { accountId, uid: other.uid, roles: ["operator"], ...any });
  expect(await statuses()).toEqual(["revoked", "revoked"]);
  expect(await auditActionsOf(region, viewer.id)).toEqual([
    "invitation.created succeeded principal",
    "invitation.revoked succeeded principal",
  ]);
});
