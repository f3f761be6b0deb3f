import type { Store } from "@cogrion/domain";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createAccount } from "../accounts/create.ts";
import { listAccounts } from "../accounts/list.ts";
import type { TestRegion } from "@cogrion/testing/region/region";
import { callerWith, clientRole, givenOwner, startTestRegion } from "@cogrion/testing/region/region";
import { createWorkspace } from "../workspaces/create.ts";
import { reserveWorkspaceId } from "../workspaces/reserve.ts";
import { runIdempotent } from "./run.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());

const createOnce = (caller: ReturnType<typeof callerWith>, key: string | undefined, name = "Acme") =>
  runIdempotent(region, {
    scope: `${caller.principal.uid}:accounts.create`,
    key,
    request: { name },
    prepare: async () => undefined,
    work: async (store) => {
      const account = await createAccount({ store }, caller, { name });
      return { status: 201, headers: { location: `/api/accounts/${account.id}` }, body: { id: account.id } };
    },
  });

const accountsOf = async (caller: ReturnType<typeof callerWith>) =>
  (await listAccounts(region, caller, { limit: 50, cursor: undefined })).rows.length;

it("makes the change once, and returns status, headers and body of the first time to each repetition", async () => {
  const caller = callerWith();
  const first = await createOnce(caller, "key-0001");
  expect(first).toMatchObject({ status: 201, headers: { location: expect.stringContaining("/api/accounts/") } });
  expect(await createOnce(caller, "key-0001")).toEqual(first);
  expect(await accountsOf(caller)).toBe(1);
});

it("makes the change each time where no key is sent", async () => {
  const caller = callerWith();
  await createOnce(caller, undefined);
  await createOnce(caller, undefined);
  expect(await accountsOf(caller)).toBe(2);
});

it("refuses a key that came with another request, and knows nothing of another caller's keys", async () => {
  const [caller, other] = [callerWith(), callerWith()];
  await createOnce(caller, "key-0002");
  await expect(createOnce(caller, "key-0002", "Other")).rejects.toMatchObject({
    code: "idempotency_key_reused",
    status: 409,
  });
  await createOnce(other, "key-0002", "Other");
  expect(await accountsOf(other)).toBe(1);
});

it("makes one change for many simultaneous requests; the others get its response or an error to retry", async () => {
  const caller = callerWith();
  const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => createOnce(caller, "key-0003")));
  expect(await accountsOf(caller)).toBe(1);
  const answers = outcomes.flatMap((outcome) =>
    outcome.status === "fulfilled" ? [JSON.stringify(outcome.value)] : [],
  );
  expect(new Set(answers).size).toBe(1);
  for (const outcome of outcomes) {
    if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "idempotency_key_in_flight" });
  }
});

it("keeps no error: the repetition tries again", async () => {
  const caller = callerWith();
  const failing = runIdempotent(region, {
    scope: `${caller.principal.uid}:accounts.create`,
    key: "key-0004",
    request: { name: "Acme" },
    prepare: async () => undefined,
    work: async (store: Store) => {
      await createAccount({ store }, caller, { name: "Acme" });
      throw new Error("the process died here");
    },
  });
  await expect(failing).rejects.toThrow("died");
  expect(await accountsOf(caller)).toBe(0);
  await createOnce(caller, "key-0004");
  expect(await accountsOf(caller)).toBe(1);
});

it("a repeated creation whose first response was lost succeeds instead of reporting a taken slug", async () => {
  const { caller, accountId } = await givenOwner(region);
  const create = () =>
    runIdempotent(region, {
      scope: `${caller.principal.uid}:workspaces.create`,
      key: "key-0005",
      request: { accountId, slug: "lost-answer" },
      prepare: () => reserveWorkspaceId(region, caller, { accountId, slug: "lost-answer" }),
      work: async (store, id) => {
        const workspace = await createWorkspace({ ...region, store }, caller, { accountId, id, aws: clientRole });
        return { status: 202, headers: {}, body: { id: workspace.id } };
      },
    });
  const first = await create();
  expect(await create()).toEqual(first);
  expect(first.body).toEqual({ id: "w-lost-answer" });
});
