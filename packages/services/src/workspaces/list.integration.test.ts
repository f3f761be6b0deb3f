import { afterAll, beforeAll, expect, it } from "vitest";
import { getAccount } from "../accounts/get.ts";
import { listAccounts } from "../accounts/list.ts";
import type { TestRegion } from "@cogrion/testing/region/region";
import { callerWith, givenRequested, startTestRegion } from "@cogrion/testing/region/region";
import { listWorkspaces } from "./list.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());

const everything = { accountId: undefined, state: undefined, search: undefined, limit: 50, cursor: undefined };

it("shows each caller the workspaces of the own accounts, and Cogrion's operators all", async () => {
  const [one, two] = [await givenRequested(region), await givenRequested(region)];
  const both = callerWith([
    { id: one.accountId, roles: ["viewer"] },
    { id: two.accountId, roles: ["viewer"] },
  ]);
  const idsFor = async (caller: typeof both, accountId?: string): Promise<string[]> =>
    (await listWorkspaces(region, caller, { ...everything, accountId })).rows.map((workspace) => workspace.id);

  expect(await idsFor(one.caller)).toEqual([one.id]);
  expect(await idsFor(both)).toEqual([two.id, one.id]);
  expect(await idsFor(both, one.accountId)).toEqual([one.id]);
  expect(await idsFor(callerWith())).toEqual([]);
  expect(await idsFor(callerWith([], { systemRoles: ["support"] }))).toEqual([]);
  expect(await idsFor(callerWith([], { systemRoles: ["operator"] }))).toEqual([two.id, one.id]);
  expect(await idsFor(callerWith([], { systemRoles: ["operator"] }), one.accountId)).toEqual([one.id]);
  await expect(idsFor(one.caller, two.accountId)).rejects.toMatchObject({ code: "account_not_found" });
});

it("shows an account to its members only", async () => {
  const { caller, accountId } = await givenRequested(region);
  expect(await getAccount(region, caller, accountId)).toMatchObject({ id: accountId, name: "Acme" });
  expect((await listAccounts(region, caller, { limit: 5, cursor: undefined })).rows).toMatchObject([{ id: accountId }]);
  await expect(getAccount(region, callerWith(), accountId)).rejects.toMatchObject({ code: "account_not_found" });
  const absent = "01932c07-3b1e-7c5a-9a53-5f0a4f6a2f10";
  await expect(getAccount(region, callerWith([], { systemRoles: ["operator"] }), absent)).rejects.toMatchObject({
    code: "account_not_found",
  });
});
