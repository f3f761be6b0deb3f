import { randomUUID } from "node:crypto";
import type { PublicKey, ServiceClient, ServiceClients } from "@cogrion/domain";
import { clientIdOf } from "@cogrion/domain";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { TestRegion } from "@cogrion/testing/region/region";
import { givenOwner, startTestRegion } from "@cogrion/testing/region/region";
import { disableServicePrincipal } from "./change.ts";
import { createServicePrincipal } from "./create.ts";
import { syncServicePrincipals } from "./sync.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());

// RFC 7517 appendix A.1.
const publicKey: PublicKey = {
  kty: "EC",
  crv: "P-256",
  x: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
  y: "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
};

const given = async () => {
  const { caller, accountId } = await givenOwner(region);
  const input = { accountId, name: "pipeline", roles: ["viewer" as const], publicKey };
  const { id } = await createServicePrincipal(region, caller, input);
  return { id, accountId, caller };
};

/** Records what the realm gets, and then does what the test says. */
const clientsThat = (put: (client: ServiceClient) => Promise<void>) => {
  const told: ServiceClient[] = [];
  const clients: ServiceClients = {
    async put(client) {
      told.push(client);
      await put(client);
      return { subject: `subject of ${client.clientId}` };
    },
    delete: async () => undefined,
  };
  return { told, clients };
};

const isInForce = async (accountId: string, id: string): Promise<boolean | undefined> =>
  (await region.store.servicePrincipals.get(accountId, id))?.isInForce;

it("retries what was not sent, later each time, and delays no other", async () => {
  const broken = await given();
  const well = await given();
  const failures: string[] = [];
  const { told, clients } = clientsThat(async ({ clientId }) => {
    if (clientId === clientIdOf(broken.id)) throw new Error("the realm is unavailable");
  });
  const onFailed = ({ servicePrincipalId }: { servicePrincipalId: string }) => failures.push(servicePrincipalId);
  await syncServicePrincipals({ store: region.store, clients, onFailed });
  expect([await isInForce(broken.accountId, broken.id), await isInForce(well.accountId, well.id)]).toEqual([
    false,
    true,
  ]);
  expect(failures).toEqual([broken.id]);
  expect(told.find(({ clientId }) => clientId === clientIdOf(well.id))).toMatchObject({
    isEnabled: true,
    keys: [{ publicKey }],
  });

  await region.pool.query("update service_principals set sync_due_at = now() where id = $1", [broken.id]);
  const second = clientsThat(async () => undefined);
  expect(await syncServicePrincipals({ store: region.store, clients: second.clients, onFailed })).toBe(1);
  expect(await isInForce(broken.accountId, broken.id)).toBe(true);
  expect(await syncServicePrincipals({ store: region.store, clients: second.clients, onFailed })).toBe(0);
});

it("reports when the realm has only an older state, and sends it the newer one", async () => {
  const { id, accountId, caller } = await given();
  let disabled: Promise<unknown> | undefined;
  const { told, clients } = clientsThat(async ({ clientId }) => {
    if (clientId !== clientIdOf(id) || disabled !== undefined) return;
    // Disabling does not wait for the call to the realm.
    disabled = disableServicePrincipal(region, caller, { accountId, id });
    await disabled;
    expect(await isInForce(accountId, id)).toBe(false);
  });
  await syncServicePrincipals({ store: region.store, clients, onFailed: () => undefined });
  const own = told.filter(({ clientId }) => clientId === clientIdOf(id));
  expect(own.map(({ isEnabled }) => isEnabled)).toEqual([true, false]);
  expect(await region.store.servicePrincipals.get(accountId, id)).toMatchObject({ state: "disabled", isInForce: true });
});

it("sends each revision once even with several senders, and again if the sender dies before it is recorded", async () => {
  const { id, accountId } = await given();
  const { told, clients } = clientsThat(() => new Promise((resolve) => setTimeout(resolve, 50)));
  const sync = () => syncServicePrincipals({ store: region.store, clients, onFailed: () => undefined });
  await Promise.all([sync(), sync(), sync()]);
  expect(told.filter(({ clientId }) => clientId === clientIdOf(id))).toHaveLength(1);

  // As after a crash between the realm's response and the commit.
  await region.pool.query("update service_principals set synced_revision = 0 where id = $1", [id]);
  await sync();
  expect(told.filter(({ clientId }) => clientId === clientIdOf(id))).toHaveLength(2);
  expect(await isInForce(accountId, id)).toBe(true);
});

it("makes no more than an account may have, also of two that come at once", async () => {
  const { caller, accountId } = await givenOwner(region);
  const create = () => createServicePrincipal(region, caller, { accountId, name: "one", roles: ["viewer"], publicKey });
  await region.pool.query(
    `insert into service_principals (id, account_id, name, roles, created_by)
     select gen_random_uuid(), $1, 'many', '{viewer}', $2 from generate_series(1, 49)`,
    [accountId, randomUUID()],
  );
  const made = await Promise.allSettled([create(), create()]);
  expect(made.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  await expect(create()).rejects.toMatchObject({ code: "service_principal_limit" });
});
