import { generateKeyPairSync, randomUUID } from "node:crypto";
import type { PublicKey, ServicePrincipal, SupportAccess } from "@cogrion/domain";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addServicePrincipalKey, enableServicePrincipal } from "../service-principals/change.ts";
import { createServicePrincipal } from "../service-principals/create.ts";
import { approveSupportAccess } from "../support-access/decide.ts";
import type { TestRegion } from "@cogrion/testing/region/region";
import { givenOwner, startTestRegion } from "@cogrion/testing/region/region";
import type { Caller } from "./caller.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());

const newKey = (): PublicKey =>
  generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" }) as PublicKey;

type Given = { caller: Caller; accountId: string; service: ServicePrincipal; access: SupportAccess };
const given = async (): Promise<Given> => {
  const { caller, accountId } = await givenOwner(region);
  const service = await region.store.servicePrincipals.create({
    accountId,
    name: "pipeline",
    roles: ["viewer"],
    createdBy: caller.principal.uid,
  });
  await region.store.servicePrincipals.setState(service.id, "disabled");
  const access = await region.store.supportAccess.create({
    accountId,
    staff: { uid: randomUUID(), email: "sam@example.com" },
    role: "viewer",
    reason: "Ticket 4711",
    durationSeconds: 600,
    requestedAt: new Date(),
  });
  return { caller, accountId, service, access };
};

const changes: [string, (given: Given) => Promise<unknown>][] = [
  [
    "a new service principal",
    ({ caller, accountId }) =>
      createServicePrincipal(region, caller, { accountId, name: "mine", roles: ["admin"], publicKey: newKey() }),
  ],
  [
    "another key",
    ({ caller, accountId, service: { id } }) =>
      addServicePrincipalKey(region, caller, { accountId, id, publicKey: newKey() }),
  ],
  [
    "a service principal that was disabled",
    ({ caller, accountId, service: { id } }) => enableServicePrincipal(region, caller, { accountId, id }),
  ],
  [
    "support access",
    ({ caller, accountId, access: { id } }) =>
      approveSupportAccess({ ...region, now: () => new Date() }, caller, { accountId, id }),
  ],
];

it.each(changes)("%s is rejected from a caller who was removed since the request began", async (_, change) => {
  const all = await given();
  await region.store.members.remove(all.accountId, all.caller.principal.uid);
  await expect(change(all)).rejects.toMatchObject({ code: "account_not_found" });
});

it.each(changes)("%s is rejected from a caller who has a smaller role by then", async (_, change) => {
  const all = await given();
  await region.store.members.setRoles(all.accountId, all.caller.principal.uid, ["viewer"]);
  await expect(change(all)).rejects.toMatchObject({ code: "role_insufficient" });
});

it.each(changes)("%s is accepted from a caller who still may", async (_, change) => {
  await expect(change(await given())).resolves.toMatchObject({
    state: expect.stringMatching(/^(active|disabled|approved)$/),
  });
});
