import type { ClientContext, PreflightReport } from "@cogrion/domain";
import type { TestRegion } from "@cogrion/testing/region/region";
import { givenRequested, startTestRegion } from "@cogrion/testing/region/region";
import { afterAll, beforeAll, expect, it } from "vitest";
import { retryWorkspace } from "../workspaces/retry.ts";
import { transitionWorkspace } from "../workspaces/transition.ts";
import type { ProvisioningDeps } from "./deps.ts";
import { runPreflight } from "./run-preflight.ts";
import { stopProvisioning } from "./stop-provisioning.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());

const passed: PreflightReport = {
  checkedAt: new Date(),
  checks: [{ id: "role_assumable", status: "passed", detail: "Assumed.", hint: undefined }],
};

it("an AWS account of another Cogrion account is confirmed by a person before any call to it", async () => {
  const first = await givenRequested(region);
  const second = await givenRequested(region);
  await transitionWorkspace(region, second.id, { transition: "start_preflight" });
  const asked: ClientContext[] = [];
  const deps = {
    store: region.store,
    clientAccount: {
      preflight: async (context: ClientContext) => {
        asked.push(context);
        return passed;
      },
    },
  } as unknown as ProvisioningDeps;
  const failure: unknown = await runPreflight(deps, second.id).catch((error: unknown) => error);
  expect(failure).toMatchObject({ hint: { code: "aws_account_in_use", owner: "client" } });
  expect(asked).toEqual([]);

  const { hint } = failure as { hint: Parameters<typeof stopProvisioning>[2] };
  await stopProvisioning(region, second.id, hint);
  await retryWorkspace(region, second.caller, { id: second.id, expectedVersion: undefined });
  await runPreflight(deps, second.id);
  expect(asked).toMatchObject([{ foreignExternalIds: [first.workspace.aws.externalId] }]);
  const { rows } = await region.pool.query<{ details: Record<string, unknown> }>(
    "select details from audit_events where target_id = $1 and action = 'workspace.retried'",
    [second.id],
  );
  expect(rows[0]?.details).toMatchObject({ confirmed_aws_account_id: second.workspace.aws.accountId });

  // The confirmation applies to this AWS account only.
  await region.pool.query("update workspaces set aws_account_id = '333333333333' where id = any($1)", [
    [first.id, second.id],
  ]);
  expect(await region.store.workspaces.isAwsAccountConfirmed(second.id)).toBe(false);
});
