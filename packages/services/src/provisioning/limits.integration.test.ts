import type { Certificate } from "@cogrion/domain";
import { BlockedError } from "@cogrion/domain";
import type { TestRegion } from "@cogrion/testing/region/region";
import { givenRequested, startTestRegion } from "@cogrion/testing/region/region";
import { afterAll, beforeAll, expect, it } from "vitest";
import { transitionWorkspace } from "../workspaces/transition.ts";
import { beginProvisioning } from "./begin-provisioning.ts";
import type { ProvisioningDeps } from "./deps.ts";
import { maxFailures, runStep } from "./run-step.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());

const limits = { certificateTimeoutSeconds: 60, certificatePollSeconds: 10 };
const pending: Certificate = {
  arn: "arn:aws:acm:ap-southeast-1:222222222222:certificate/1",
  status: "pending_validation",
  failureReason: undefined,
  validationRecord: undefined,
  renewal: { expiresAt: undefined, status: undefined, reason: undefined, isInUse: false },
};

const given = async () => {
  const { id } = await givenRequested(region);
  for (const transition of ["start_preflight", "pass_preflight"] as const) {
    await transitionWorkspace(region, id, { transition });
  }
  const deps = {
    store: region.store,
    place: region.place,
    certificates: { find: async () => pending },
    tenants: {
      activate: async () => {
        throw new Error("the primary region is unavailable");
      },
    },
  } as unknown as ProvisioningDeps;
  const failureOf = (step: "await_certificate" | "write_tenant"): Promise<unknown> =>
    runStep(deps, id, step, limits).then(
      () => undefined,
      (error: unknown) => error,
    );
  return { id, failureOf };
};

it("an outage between two checks does not count as waiting for the certificate", async () => {
  const { id, failureOf } = await given();
  await failureOf("await_certificate");
  const lookedLongAgo = () =>
    region.pool.query(
      "update provisioning_steps set last_looked_at = now() - interval '3 days' where workspace_id = $1",
      [id],
    );
  await lookedLongAgo();
  expect(await failureOf("await_certificate")).not.toBeInstanceOf(BlockedError);
  await lookedLongAgo();
  await failureOf("await_certificate");
  await lookedLongAgo();
  expect(await failureOf("await_certificate")).toMatchObject({
    hint: { code: "certificate_timed_out", owner: "client" },
  });
  expect((await region.store.steps.list(id)).find((step) => step.id === "await_certificate")).toMatchObject({
    status: "blocked",
    attempts: 1,
  });
});

it("a step of ours fails after a number of real attempts, however long no worker ran; a retry resets the count", async () => {
  const { id, failureOf } = await given();
  expect(await failureOf("write_tenant")).toMatchObject({ message: "the primary region is unavailable" });
  await region.pool.query("update provisioning_steps set failures = $2 where workspace_id = $1", [id, maxFailures - 1]);
  expect(await failureOf("write_tenant")).toMatchObject({ hint: { code: "dependency_failed", owner: "cogrion" } });
  await beginProvisioning(region, id);
  expect(await failureOf("write_tenant")).toMatchObject({ message: "the primary region is unavailable" });
});
