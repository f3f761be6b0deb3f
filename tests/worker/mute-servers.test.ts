import { createDynamoRouteStore, createHostedZones, createSessions } from "@cogrion/aws";
import { createKvRouteStore } from "@cogrion/cloudflare";
import type { ClientContext, WorkspaceId } from "@cogrion/domain";
import { createRemoteTenants } from "@cogrion/inter-region";
import { createServiceClients, createSignInClients } from "@cogrion/keycloak";
import { createMailer } from "@cogrion/mail";
import { createOrchestrator } from "@cogrion/temporal";
import type { MuteServer } from "@cogrion/testing/mute-server";
import { halfResponse, startMuteServer } from "@cogrion/testing/mute-server";
import { afterAll, beforeAll, expect, test } from "vitest";

/** Of an activity's attempt: what takes longer holds up a worker's slot, and is repeated all the same. */
const mostSeconds = 60;

let silent: MuteServer;
let stalling: MuteServer;
beforeAll(async () => {
  [silent, stalling] = await Promise.all([startMuteServer(), startMuteServer(halfResponse)]);
});
afterAll(() => {
  silent?.close();
  stalling?.close();
});

const id = "w-acme" as WorkspaceId;
const context: ClientContext = {
  workspaceId: id,
  delegatedZone: "w-acme.sgp-1.cogrion.com",
  role: { accountId: "222222222222", roleName: "Role", externalId: "ext", region: "ap-southeast-1" },
};
const keycloak = { realm: "sgp-1", clientId: "control-plane", clientSecret: "secret" };
const aws = { region: "ap-southeast-1", credentials: { accessKeyId: "A", secretAccessKey: "-" } };
const cloudflare = { accountId: "0".repeat(32), apiToken: "token", namespaceId: "0".repeat(32) };
const temporal = { namespace: "cogrion", taskQueue: "provisioning" };

/** One call of each client that the worker and the control plane have. */
const calls: Record<string, (port: number) => Promise<unknown>> = {
  "AWS in the client's account": (port) =>
    createHostedZones(createSessions({ ...aws, endpoint: `http://127.0.0.1:${port}` })).find(context),
  DynamoDB: (port) =>
    createDynamoRouteStore({ ...aws, endpoint: `http://127.0.0.1:${port}`, table: "routes", environment: "prod" }).read(
      [id],
    ),
  "Workers KV": (port) =>
    createKvRouteStore({ ...cloudflare, baseUrl: `http://127.0.0.1:${port}`, environment: "prod" }).read([id]),
  "Keycloak, sign-in clients": (port) =>
    createSignInClients({ ...keycloak, url: `http://127.0.0.1:${port}` }).delete(id),
  "Keycloak, service clients": (port) =>
    createServiceClients({ ...keycloak, url: `http://127.0.0.1:${port}` }).delete("sp-1"),
  "the primary region": (port) => createRemoteTenants({ url: `http://127.0.0.1:${port}`, token: "token" }).activate(id),
  Temporal: async (port) => {
    const orchestrator = createOrchestrator({ ...temporal, address: `127.0.0.1:${port}` });
    return orchestrator
      .deliver({ id: "command", workspaceId: id, kind: "provision" })
      .finally(() => orchestrator.close());
  },
  mail: (port) =>
    createMailer({ host: "127.0.0.1", port, security: "none", credentials: undefined, from: "a@example.com" }).send({
      id: "1",
      to: "b@example.com",
      subject: "Subject",
      text: "Text",
      html: "<p>Text</p>",
    }),
};

const cases = Object.keys(calls).flatMap((name) => ["silent", "stalling"].map((kind) => ({ name, kind })));

test.concurrent.for(cases)("a $kind server: $name fails by its deadline", async ({ name, kind }) => {
  const { port } = kind === "silent" ? silent : stalling;
  const within = AbortSignal.timeout(mostSeconds * 1000);
  const tooLate = new Promise<never>((_, reject) => {
    within.addEventListener("abort", () => reject(new Error("still waiting")));
  });
  const outcome = await Promise.race([calls[name]?.(port), tooLate]).then(
    () => "answered",
    (error: unknown) => (error instanceof Error && error.message === "still waiting" ? "still waiting" : "failed"),
  );
  expect(outcome).toBe("failed");
});
