import type { Route } from "@cogrion/contract";
import type { Permission } from "@cogrion/domain";
import { isForPeople, permissionMatrix } from "@cogrion/domain";
import { grantSystemRole, revokeSystemRole } from "@cogrion/services/staff/system-roles";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { givenApproved, supportAccessCases, uidOfSam } from "./authorization/cases/support-access.ts";
import { caseOf, operations, perform, succeeded } from "./authorization/operations.ts";
import type { Caller } from "./authorization/refusal.ts";
import { refusalOf } from "./authorization/refusal.ts";
import { askForToken, newKeyPair, sendToRealm } from "./support/service-principal.ts";
import type { Stage } from "./support/stage.ts";
import { setStage } from "./support/stage.ts";

type Permitted = Route & { permission: Permission };

/**
 * Each operation on an account, tried with callers who are not members: Cogrion's staff, and
 * automation.
 */
let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.stop());
const permitted = operations.filter((route): route is Permitted => route.permission !== undefined);
const isOf = ({ permission }: Permitted, role: "admin" | "operator") => permissionMatrix[permission].includes(role);

describe("staff with an owner's approval, as operator", () => {
  const staff = async (): Promise<Caller> => {
    // Closes whatever Sam has open.
    await supportAccessCases["support_access.request"](stage);
    await givenApproved(stage, { uid: await uidOfSam(stage), role: "operator" });
    return { as: "sam" };
  };

  test.each(permitted.filter((route) => !isOf(route, "operator")))("$id is refused", async (route) => {
    expect(await refusalOf(stage, route, staff)).toEqual([403, "role_insufficient"]);
  });

  // A person who is not a member has nothing to leave.
  const done = permitted.filter((route) => isOf(route, "operator") && route.id !== "members.leave");
  test.each(done)("$id is done", async (route) => {
    const request = await caseOf(route)(stage);
    succeeded(route, await perform(stage, route, request, await staff()));
  });
});

describe("who runs the region, without an owner's approval", () => {
  const role = { email: "sam@example.com", role: "operator" } as const;
  beforeAll(() => grantSystemRole(stage, { name: "test" }, role));
  afterAll(() => revokeSystemRole(stage, { name: "test" }, role));
  const operator = async (): Promise<Caller> => {
    await supportAccessCases["support_access.request"](stage);
    return { as: "sam" };
  };

  const beyond = permitted.filter(({ permission }) => permission !== "workspace.read");
  test.each(beyond)("$id is refused", async (route) => {
    const [status] = await refusalOf(stage, route, operator);
    // A caller who may see the workspace learns that more is not allowed; an account is not visible
    // at all.
    expect(status).toBe(route.params?.shape["workspace_id"] === undefined ? 404 : 403);
  });
});

describe("automation, as admin", () => {
  const automation = async (): Promise<Caller> => ({ token: await tokenOfAdminService(stage) });

  test.each(permitted.filter(({ permission }) => isForPeople(permission)))("$id is refused", async (route) => {
    const code = isOf(route, "admin") ? "people_only" : "role_insufficient";
    expect(await refusalOf(stage, route, automation)).toEqual([403, code]);
  });
});

const tokenOfAdminService = async (stage: Stage): Promise<string> => {
  const { publicKey, ...key } = newKeyPair();
  const path = `/api/accounts/${stage.accountId}/service-principals`;
  const body = { name: "walks", roles: ["admin"], public_key: publicKey };
  const made = await stage.call("POST", path, { as: "ada", body });
  await sendToRealm(stage);
  const { body: granted } = await askForToken(stage.issuer, made.body.client_id, key);
  const token = granted.access_token ?? "";
  // Its first request creates its record, which is not the subject here.
  await stage.call("GET", "/api/me", { token });
  return token;
};
