import type { ClientContext, WorkspaceId } from "@cogrion/domain";
import type { Stage } from "@cogrion/testing/aws";
import { allowing, clientAccountId, externalId, region, roleName, startStage } from "@cogrion/testing/aws";
import { deleteHostedZones } from "@cogrion/emulators/aws/index";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createSessions } from "./clients.ts";
import { createHostedZones } from "./hosted-zones.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
  await stage.sessionWith(allowing("route53:*"));
});
afterAll(() => stage?.stop());

const contextOf = (workspaceId: string): ClientContext => ({
  workspaceId: workspaceId as WorkspaceId,
  delegatedZone: `${workspaceId}.sgp-1.cogrion.com`,
  role: { accountId: clientAccountId, roleName, externalId, region },
});

const zones = () =>
  createHostedZones(
    createSessions({
      region,
      endpoint: stage.endpointUrl,
      credentials: { accessKeyId: "AKIACOGRION000000001", secretAccessKey: "-" },
    }),
  );

const loseAnswer = () =>
  stage.control("POST", "rules", { service: "route53", action: "CreateHostedZone", kind: "lost_answer", times: 2 });

it("a zone whose creation got no response is found by the repetition, and not created twice", async () => {
  const context = contextOf("w-lost");
  await loseAnswer();
  await expect(zones().create(context, 1)).rejects.toThrow();
  const created = await zones().create(context, 1);
  expect(await zones().find(context)).toEqual(created);
});

it("a zone whose creation got no response and that the client deleted is created by the next generation", async () => {
  const context = contextOf("w-lost-and-deleted");
  await loseAnswer();
  await expect(zones().create(context, 1)).rejects.toThrow();
  await deleteHostedZones(stage.endpointUrl, clientAccountId);

  await expect(zones().create(context, 1)).rejects.toMatchObject({
    name: "HostedZoneAlreadyExists",
    hint: { code: "zone_conflict", owner: "client", action: expect.stringContaining("Retry") },
  });
  expect(await zones().create(context, 2)).toMatchObject({ name: context.delegatedZone });
});
