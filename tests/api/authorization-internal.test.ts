import type { Route } from "@cogrion/contract";
import { internalApi, internalRoutes } from "@cogrion/contract/internal";
import { urlOf } from "@cogrion/contract/client";
import { createOpenApiDocument } from "@cogrion/contract/openapi";
import type { RegionId, WorkspaceId } from "@cogrion/domain";
import { createTenants } from "@cogrion/postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databaseStateOf } from "./authorization/database-state.ts";
import { testInterRegionToken } from "./support/process.ts";
import type { Stage } from "./support/stage.ts";
import { setStage } from "./support/stage.ts";

type InternalCase = { params?: Record<string, string>; query?: Record<string, string>; body?: unknown };

const region = "frankfurt-1" as RegionId;
let ids = 0;

/**
 * A request of each operation that succeeds for a region with its credential. An operation without
 * a case is a type error.
 */
const cases: Record<keyof typeof internalRoutes, () => Promise<InternalCase>> = {
  getPrincipal: async () => ({ query: { email: "ada@example.com" } }),
  lookUpPrincipals: async () => ({ body: { emails: ["ada@example.com"] } }),
  resolvePrincipal: async () => ({
    body: { email: "new@example.com", issuer: `${new URL(stage.issuer).origin}/realms/${region}`, subject: "s-1" },
  }),
  getTenant: async () => ({ params: { workspace_id: await givenTenant() } }),
  lookUpTenants: async () => ({ body: { workspace_ids: [await givenTenant()] } }),
  reserveTenant: async () => {
    const id = newId();
    return { params: { workspace_id: id }, body: reservation(id) };
  },
  activateTenant: async () => ({ params: { workspace_id: await givenTenant() } }),
  releaseTenant: async () => ({ params: { workspace_id: await givenTenant() }, body: { generation: 1 } }),
  deleteTenant: async () => ({ params: { workspace_id: await givenTenant() } }),
};

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.stop());

const newId = (): WorkspaceId => `w-internal-${++ids}` as WorkspaceId;
const reservation = (id: string) => ({
  region,
  delegated_zone: `${id}.local.${region}.cogrion.localhost`,
  reservation: "account-1",
});
const givenTenant = async (): Promise<WorkspaceId> => {
  const workspaceId = newId();
  const delegatedZone = `${workspaceId}.local.${region}.cogrion.localhost`;
  await createTenants(stage.pool).reserve({ workspaceId, region, delegatedZone }, "account-1");
  return workspaceId;
};

const perform = async (route: Route, { params, query, body }: InternalCase, token?: string) => {
  const response = await fetch(urlOf(stage.controlPlane.internalUrl, route.path, params, query), {
    method: route.method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  return [response.status, text === "" ? undefined : (JSON.parse(text) as { code?: string }).code];
};

type Document = { paths: Record<string, Record<string, { operationId: string }>> };
const documented = Object.values((createOpenApiDocument(internalApi) as Document).paths)
  .flatMap((methods) => Object.values(methods))
  .map(({ operationId }) => operationId);
const operations = Object.entries(internalRoutes).map(([name, route]) => ({
  id: route.id,
  name: name as keyof typeof internalRoutes,
  route: route as Route,
}));

describe("each operation of the internal listener", () => {
  test("is in its document, and the other way round", () => {
    expect(operations.map(({ id }) => id).toSorted()).toEqual(documented.toSorted());
  });

  test.each(operations)("$id succeeds with the inter-region token", async ({ name, route }) => {
    const [status] = await perform(route, await cases[name](), testInterRegionToken);
    expect(Object.keys(route.responses)).toContain(String(status));
  });

  const refusedWith = async (name: keyof typeof internalRoutes, route: Route, token?: string) => {
    const request = await cases[name]();
    const before = await databaseStateOf(stage.pool);
    const refusal = await perform(route, request, token);
    expect(await databaseStateOf(stage.pool)).toEqual(before);
    return refusal;
  };

  test.each(operations)("$id refuses a caller without a credential", async ({ name, route }) => {
    expect(await refusedWith(name, route)).toEqual([401, "token_missing"]);
  });

  test.each(operations)("$id refuses a wrong credential", async ({ name, route }) => {
    expect(await refusedWith(name, route, `${testInterRegionToken}x`)).toEqual([401, "token_invalid"]);
  });

  test.each(operations)("$id refuses a person's token and a workspace's", async ({ name, route }) => {
    const { token } = await stage.givenWorkspace(`internal-${++ids}`);
    for (const other of [await stage.token("sam"), token])
      expect(await refusedWith(name, route, other)).toEqual([401, "token_invalid"]);
  });
});
