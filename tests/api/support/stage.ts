import { randomBytes } from "node:crypto";
import type { ServiceClients, Store, WorkspaceId } from "@cogrion/domain";
import { createServiceClients } from "@cogrion/keycloak";
import type { Pool } from "@cogrion/postgres";
import { createPool, createStore } from "@cogrion/postgres";
import { transitionWorkspace } from "@cogrion/services/workspaces/transition";
import { inject } from "vitest";
import type { Client } from "./client.ts";
import { createClient } from "./client.ts";
import type { ControlPlane } from "./process.ts";
import { startControlPlane, testRegion } from "./process.ts";
import type { ApiStand } from "./stand.ts";
import { copyTemplate } from "./stand.ts";

export type { Answer, Request } from "./client.ts";
export type { Person } from "./people.ts";
export { people, signIn } from "./people.ts";

export type Stage = Client & {
  controlPlane: ControlPlane;
  databaseUrl: string;
  issuer: string;
  keycloakAdmin: ApiStand["keycloakAdmin"];
  store: Store;
  pool: Pool;
  /** Ada's account, and Eve's. */
  accountId: string;
  otherAccountId: string;
  /** A workspace of Ada's account, and a token of it, brought to a state without a worker. */
  givenWorkspace(slug: string, state?: "requested" | "awaiting_bff"): Promise<{ id: WorkspaceId; token: string }>;
  /** The realm's clients of service principals, which the worker would update. */
  serviceClients: ServiceClients;
  stop(): Promise<void>;
};

/**
 * A control plane as a process with the project's Keycloak and its own database, so that files do
 * not see each other, in whatever order they run. The people have already signed in.
 */
export const setStage = async (stand: ApiStand = inject("api")): Promise<Stage> => {
  const { authDomain, issuer, keycloakUrl, keycloakAdmin, controlPlaneSecret, accountId, otherAccountId } = stand;
  const databaseUrl = await copyTemplate(stand, `api_${randomBytes(6).toString("hex")}`);
  const controlPlane = await startControlPlane({ DATABASE_URL: databaseUrl, AUTH_DOMAIN: authDomain });
  const serviceClients = createServiceClients({
    url: keycloakUrl,
    realm: testRegion,
    clientId: "cogrion-control-plane",
    clientSecret: controlPlaneSecret,
  });
  const pool = createPool({ databaseUrl, applicationName: "test" });
  const store = createStore(pool);
  const client = createClient(controlPlane.publicUrl, issuer);
  return {
    ...client,
    controlPlane,
    databaseUrl,
    issuer,
    keycloakAdmin,
    store,
    pool,
    accountId,
    otherAccountId,
    serviceClients,
    async givenWorkspace(slug, state = "requested") {
      const body = { account_id: accountId, slug, aws: { account_id: "222222222222" } };
      const created = await client.call("POST", "/api/workspaces", { as: "ada", body });
      if (created.status !== 202) throw new Error(`not created: ${JSON.stringify(created.body)}`);
      const id: WorkspaceId = created.body.id;
      const minted = await client.call("POST", `/api/workspaces/${id}/tokens`, { as: "ada", body: { name: "test" } });
      const path = state === "requested" ? [] : (["start_preflight", "pass_preflight", "finish_steps"] as const);
      for (const transition of path) await transitionWorkspace({ store }, id, { transition });
      return { id, token: minted.body.token };
    },
    async stop() {
      await controlPlane.stop();
      await pool.end();
    },
  };
};
