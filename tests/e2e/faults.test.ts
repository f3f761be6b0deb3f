import type { ApiClient, WorkspaceView } from "@cogrion/contract";
import { routes } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import { preflightCheckIds } from "@cogrion/domain";
import { deleteHostedZones } from "@cogrion/emulators/aws/index";
import { policyStatementsOf } from "@cogrion/domain/provisioning/policy";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { presentInLedger, realityOf } from "@cogrion/testing/reality";
import { strictAws } from "@cogrion/testing/strict-aws";
import { useSharedSystem } from "@cogrion/testing/shared-system";
import { until } from "@cogrion/testing/until";
import { askForWorkspace, inState, launchTemplate, readWorkspace, retry } from "@cogrion/testing/workspaces";

const system = useSharedSystem();
const aws = strictAws(system.parts.aws.endpointUrl);
let api: ApiClient;
let accountId: string;
let caseNumber = 0;

beforeAll(async () => {
  // How long to wait for a validation that never comes.
  await system.restartWorkerWith({ ACM_VALIDATION_TIMEOUT_SECONDS: "12" });
  api = await system.clientOf("faults@acme.example");
  accountId = (await api.call(routes.createAccount, { body: { name: "Faults" } })).id;
});
afterEach(() => aws.clear());
afterAll(() => system.restartWorkerWith({}));

type Asked = { id: WorkspaceId; awsAccountId: string };

/** A separate account for each case, so that everything in it is this case's. */
const ask = async (): Promise<Asked> => {
  caseNumber += 1;
  const awsAccountId = String(400_000_000_000 + caseNumber);
  return { id: await askForWorkspace(api, { accountId, slug: `fault-${caseNumber}`, awsAccountId }), awsAccountId };
};

const blockedWith = (id: WorkspaceId, code: string): Promise<WorkspaceView> =>
  until(`${id} blocked with ${code}`, async () => {
    const workspace = await readWorkspace(api, id);
    return workspace.hint?.code === code ? workspace : undefined;
  });

const goesOn = async ({ id, awsAccountId }: Asked): Promise<void> => {
  await retry(api, id);
  const workspace = await inState(api, id, ["awaiting_bff"]);
  expect(workspace.hint).toBeNull();
  expect(await realityOf(system, id, workspace.delegated_zone, awsAccountId)).toMatchObject({
    hostedZones: 1,
    certificates: 1,
    delegations: 1,
    tenantStatus: "active",
  });
};

const expectNothingLeft = async ({ id, awsAccountId }: Asked): Promise<void> => {
  const { delegated_zone: zone } = await inState(api, id, ["deleted"]);
  expect(await realityOf(system, id, zone, awsAccountId)).toMatchObject({
    hostedZones: 0,
    certificates: 0,
    delegations: 0,
    route: undefined,
    tableRoute: undefined,
    keycloakClients: [],
  });
  expect(await presentInLedger(api, id)).toEqual([]);
};

const actions = policyStatementsOf({
  workspaceId: "w-any",
  delegatedZone: "any.example",
  awsAccountId: "111111111111",
  roleName: "Any",
  awsRegion: "us-east-1",
}).flatMap((statement) => statement.Action);

describe("a role that is not as the template makes it", () => {
  test.each(actions)("that lacks %s is found before anything is made, and the hint grants it", async (action) => {
    const asked = await ask();
    await launchTemplate(system, api, asked.id, { without: action });
    await retry(api, asked.id);

    const { hint, delegated_zone: zone } = await blockedWith(asked.id, "permission_missing");
    expect(hint).toMatchObject({ owner: "client", permissions: expect.arrayContaining([action]) });
    expect(hint?.policy_statement).toContain(action);
    expect(await realityOf(system, asked.id, zone, asked.awsAccountId)).toMatchObject({
      hostedZones: 0,
      certificates: 0,
      delegations: 0,
    });
  });

  test("continues once the permission is granted", async () => {
    const asked = await ask();
    await launchTemplate(system, api, asked.id, { without: "acm:RequestCertificate" });
    await retry(api, asked.id);
    await blockedWith(asked.id, "permission_missing");

    await launchTemplate(system, api, asked.id);
    await goesOn(asked);
  });

  test("that anybody may assume without the external id is refused", async () => {
    const { id } = await ask();
    const trustPolicy = (policy: string): string => {
      const parsed = JSON.parse(policy) as { Statement: { Condition?: unknown }[] };
      for (const statement of parsed.Statement) delete statement.Condition;
      return JSON.stringify(parsed);
    };
    await launchTemplate(system, api, id, { trustPolicy });
    await retry(api, id);

    const { hint } = await blockedWith(id, "role_assumable_without_external_id");
    expect(hint?.owner).toBe("client");
  });

  test("in another account than was stated is not there", async () => {
    const one = await ask();
    const other = await ask();
    await launchTemplate(system, api, other.id);
    await retry(api, one.id);

    await blockedWith(one.id, "role_not_assumable");
    const checks = await api.call(routes.getPreflight, { params: { workspace_id: one.id } });
    expect(checks.checks.map(({ status }) => status)).toEqual([
      "failed",
      ...Array.from({ length: preflightCheckIds.length - 1 }, () => "skipped"),
    ]);
  });
});

describe("a certificate", () => {
  test("that ACM rejects is reported with its reason, and another one is requested at the next attempt", async () => {
    const asked = await ask();
    await launchTemplate(system, api, asked.id);
    await aws.acm({ failure: "CAA_ERROR" });
    await retry(api, asked.id);

    const { hint, state } = await blockedWith(asked.id, "certificate_failed");
    expect(state).toBe("blocked");
    expect(hint?.summary).toContain("CAA_ERROR");

    await aws.clear();
    await goesOn(asked);
  });

  test("that is never validated is given up in time, and is taken on again", async () => {
    const asked = await ask();
    await launchTemplate(system, api, asked.id);
    await aws.acm({ neverValidates: true });
    await retry(api, asked.id);

    await blockedWith(asked.id, "certificate_timed_out");
    await aws.clear();
    await goesOn(asked);
  });

  test("and a zone that the client deleted by hand are created again", async () => {
    const asked = await ask();
    await launchTemplate(system, api, asked.id);
    await aws.acm({ failure: "CAA_ERROR" });
    await retry(api, asked.id);
    await blockedWith(asked.id, "certificate_failed");

    await deleteHostedZones(system.parts.aws.endpointUrl, asked.awsAccountId);
    await aws.clear();
    await goesOn(asked);
  });
});

test("throttling and lost responses cause a delay, and no duplicate", async () => {
  const asked = await ask();
  await launchTemplate(system, api, asked.id);
  await aws.fault({ service: "route53", action: "CreateHostedZone", kind: "lost_answer", times: 1 });
  await aws.fault({ service: "route53", action: "ChangeResourceRecordSets", kind: "throttle", times: 4 });
  await aws.fault({ service: "acm", action: "RequestCertificate", kind: "lost_answer", times: 1 });
  await goesOn(asked);
});

test("a cancelled workspace is undone, also while a certificate is waited for", async () => {
  const asked = await ask();
  await launchTemplate(system, api, asked.id);
  await aws.acm({ neverValidates: true });
  await retry(api, asked.id);
  await until("step 6", async () => {
    const { items } = await api.call(routes.listSteps, { params: { workspace_id: asked.id } });
    return items.some((each) => each.id === "await_certificate" && each.status === "running");
  });

  await api.call(routes.cancelWorkspace, { params: { workspace_id: asked.id } });
  await expectNothingLeft(asked);
});

test("one of two simultaneous requests for a slug gets it, and the other gets an error", async () => {
  const body = { account_id: accountId, slug: "wanted", aws: { account_id: "400000099999" } };
  const answers = await Promise.allSettled(Array.from({ length: 4 }, () => api.call(routes.createWorkspace, { body })));
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const answer of answers) {
    if (answer.status === "rejected")
      expect(answer.reason).toMatchObject({ problem: { code: "workspace_slug_taken" } });
  }
});
