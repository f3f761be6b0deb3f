import { configureRealm } from "@cogrion/local-stack/region/realm";
import { startTestParts, testSecrets } from "@cogrion/testing/parts";
import type { Role, ServiceClients, Store, WorkspaceId } from "@cogrion/domain";
import { createServiceClients } from "@cogrion/keycloak";
import type { Pool } from "@cogrion/postgres";
import { createPool, createStore, migrate } from "@cogrion/postgres";
import { grantSystemRole } from "@cogrion/services/staff/system-roles";
import { transitionWorkspace } from "@cogrion/services/workspaces/transition";
import type { ControlPlane } from "./process.ts";
import { startControlPlane, testRegion } from "./process.ts";

/** Who plays: Ada owns the account "Acme", Adam administers it, Olga operates it and Vera views it; Eve owns another one. Sam is of Cogrion's support. */
export const people = ["ada", "adam", "olga", "vera", "eve", "sam"] as const;
export type Person = (typeof people)[number];

export type Answer = {
  status: number;
  headers: Headers;
  // Tests look into whatever came back.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
};

export type Request = {
  as?: Person;
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
};

export type Stage = {
  controlPlane: ControlPlane;
  databaseUrl: string;
  issuer: string;
  store: Store;
  pool: Pool;
  /** Ada's account, and Eve's. */
  accountId: string;
  otherAccountId: string;
  /** An access token as Keycloak gives it; `kind` asks for another part of its answer. */
  token(person: Person, kind?: "access_token" | "id_token"): Promise<string>;
  call(method: string, path: string, request?: Request): Promise<Answer>;
  /** A workspace of Ada's account, and a token of it, brought to a state without a worker. */
  givenWorkspace(slug: string, state?: "requested" | "awaiting_bff"): Promise<{ id: WorkspaceId; token: string }>;
  /** The realm's clients of service principals, which the worker keeps otherwise. */
  serviceClients: ServiceClients;
  stop(): Promise<void>;
};

const controlPlaneSecret = "control-plane-secret-of-the-tests";
const passwordOf = (person: Person): string => `password-of-${person}`;
const emailOf = (person: Person): string => `${person}@example.com`;

/** The control plane as a process over a real PostgreSQL and a real Keycloak, with people who have signed in. */
export const setStage = async (): Promise<Stage> => {
  const parts = await startTestParts({ parts: ["postgres", "keycloak"] });
  const databaseUrl = await parts.createDatabase("control_plane");
  await migrate({ databaseUrl, isPrimary: true });
  const keycloakUrl = parts.keycloak.url.replace("127.0.0.1", "localhost");
  await configureRealm({
    url: keycloakUrl,
    admin: testSecrets.keycloakAdmin,
    region: testRegion,
    controlPlaneSecret,
    dashboardOrigins: ["http://localhost:3000"],
    apiOrigin: "http://localhost:3000",
    users: people.map((person) => ({
      email: emailOf(person),
      firstName: person,
      lastName: "Example",
      password: passwordOf(person),
    })),
    hasPasswordClient: true,
  });
  const serviceClients = createServiceClients({
    url: parts.keycloak.url,
    realm: testRegion,
    clientId: "cogrion-control-plane",
    clientSecret: controlPlaneSecret,
  });
  const controlPlane = await startControlPlane({ DATABASE_URL: databaseUrl, AUTH_DOMAIN: new URL(keycloakUrl).host });
  const pool = createPool({ databaseUrl, applicationName: "test" });
  const store = createStore(pool);
  const issuer = `${keycloakUrl}/realms/${testRegion}`;

  const tokens = new Map<string, { text: Promise<string>; at: number }>();
  const token: Stage["token"] = (person, kind = "access_token") => {
    const known = tokens.get(`${person} ${kind}`);
    // They live for five minutes, and the suites may take longer.
    if (known !== undefined && Date.now() - known.at < 120_000) return known.text;
    const text = signIn(issuer, person, { kind });
    tokens.set(`${person} ${kind}`, { text, at: Date.now() });
    return text;
  };
  const call: Stage["call"] = async (method, path, { as, token: given, body, headers } = {}) => {
    const bearer = given ?? (as === undefined ? undefined : await token(as));
    const response = await fetch(new URL(path, controlPlane.publicUrl), {
      method,
      redirect: "manual",
      headers: {
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? undefined : parsedOr(text) };
  };

  const createAccount = async (as: Person, name: string): Promise<string> =>
    (await call("POST", "/api/accounts", { as, body: { name } })).body.id;
  const accountId = await createAccount("ada", "Acme");
  const otherAccountId = await createAccount("eve", "Evil");
  const join = async (person: Person, role: Role): Promise<void> => {
    const { uid } = (await call("GET", "/api/me", { as: person })).body;
    await pool.query("insert into account_members (account_id, principal_uid, email, roles) values ($1, $2, $3, $4)", [
      accountId,
      uid,
      emailOf(person),
      [role],
    ]);
  };
  await join("adam", "admin");
  await join("olga", "operator");
  await join("vera", "viewer");
  await call("GET", "/api/me", { as: "sam" });
  await grantSystemRole({ store }, { name: "test" }, { email: emailOf("sam"), role: "support" });

  return {
    controlPlane,
    databaseUrl,
    issuer,
    store,
    pool,
    accountId,
    otherAccountId,
    token,
    call,
    serviceClients,
    async givenWorkspace(slug, state = "requested") {
      const body = { account_id: accountId, slug, aws: { account_id: "222222222222" } };
      const created = await call("POST", "/api/workspaces", { as: "ada", body });
      if (created.status !== 202) throw new Error(`not created: ${JSON.stringify(created.body)}`);
      const id: WorkspaceId = created.body.id;
      const minted = await call("POST", `/api/workspaces/${id}/tokens`, { as: "ada", body: { name: "test" } });
      const path = state === "requested" ? [] : (["start_preflight", "pass_preflight", "finish_steps"] as const);
      for (const transition of path) await transitionWorkspace({ store }, id, { transition });
      return { id, token: minted.body.token };
    },
    async stop() {
      await controlPlane.stop();
      await pool.end();
      await parts.stop();
    },
  };
};

/** At Keycloak, by password; the client is the one whose tokens the API takes, unless another is named. */
export const signIn = async (
  issuer: string,
  person: Person,
  { kind = "access_token", client = "cogrion-e2e" }: { kind?: "access_token" | "id_token"; client?: string } = {},
): Promise<string> => {
  const response = await fetch(`${issuer}/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "password",
      client_id: client,
      username: emailOf(person),
      password: passwordOf(person),
      scope: "openid",
    }),
  });
  const answer = (await response.json()) as Record<string, string>;
  const token = answer[kind];
  if (token === undefined) throw new Error(`Keycloak gave no ${kind}: ${JSON.stringify(answer)}`);
  return token;
};

const parsedOr = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
