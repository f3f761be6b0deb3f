import type { Role } from "@cogrion/domain";
import { withDatabase } from "@cogrion/local-stack/database";
import { configureRealm } from "@cogrion/local-stack/region/realm";
import { createPool, createStore, migrate } from "@cogrion/postgres";
import { grantSystemRole } from "@cogrion/services/staff/system-roles";
import { startTestParts, testSecrets } from "@cogrion/testing/parts";
import { createClient } from "./client.ts";
import type { Person } from "./people.ts";
import { emailOf, passwordOf, people } from "./people.ts";
import { startControlPlane, testRegion } from "./process.ts";

/**
 * What all files of the project share. It is plain data, because each file runs in a separate
 * process.
 */
export type ApiStand = {
  /** Keycloak's own URL, and its host as in tokens. */
  keycloakUrl: string;
  authDomain: string;
  issuer: string;
  keycloakAdmin: { username: string; password: string };
  controlPlaneSecret: string;
  /**
   * A database in which people have signed in and have their accounts; `copyTemplate` copies it.
   */
  templateUrl: string;
  accountId: string;
  otherAccountId: string;
};

declare module "vitest" {
  interface ProvidedContext {
    api: ApiStand;
  }
}

const controlPlaneSecret = "control-plane-secret-of-the-tests";

/**
 * Starts PostgreSQL and Keycloak, which take most of the time, and prepares the database that each
 * file copies.
 */
export const startStand = async (): Promise<{ stand: ApiStand; stop: () => Promise<void> }> => {
  const parts = await startTestParts({ parts: ["postgres", "keycloak"] });
  try {
    const templateUrl = await parts.createDatabase("api_template");
    await migrate({ databaseUrl: templateUrl, isPrimary: true });
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
    const stand = {
      keycloakUrl: parts.keycloak.url,
      authDomain: new URL(keycloakUrl).host,
      issuer: `${keycloakUrl}/realms/${testRegion}`,
      keycloakAdmin: testSecrets.keycloakAdmin,
      controlPlaneSecret,
      templateUrl,
    };
    return { stand: { ...stand, ...(await prepareAccounts(stand)) }, stop: () => parts.stop() };
  } catch (error) {
    await parts.stop();
    throw error;
  }
};

/** Creates the people and their accounts through the API, as in production. */
const prepareAccounts = async ({ templateUrl, authDomain, issuer }: Omit<ApiStand, "accountId" | "otherAccountId">) => {
  const controlPlane = await startControlPlane({ DATABASE_URL: templateUrl, AUTH_DOMAIN: authDomain });
  const pool = createPool({ databaseUrl: templateUrl, applicationName: "test" });
  try {
    const client = createClient(controlPlane.publicUrl, issuer);
    const createAccount = async (as: Person, name: string): Promise<string> =>
      (await client.call("POST", "/api/accounts", { as, body: { name } })).body.id;
    const accountId = await createAccount("ada", "Acme");
    const otherAccountId = await createAccount("eve", "Evil");
    const join = async (person: Person, role: Role): Promise<void> => {
      const { uid } = (await client.call("GET", "/api/me", { as: person })).body;
      await pool.query(
        "insert into account_members (account_id, principal_uid, email, roles) values ($1, $2, $3, $4)",
        [accountId, uid, emailOf(person), [role]],
      );
    };
    await join("adam", "admin");
    await join("olga", "operator");
    await join("vera", "viewer");
    await client.call("GET", "/api/me", { as: "sam" });
    await grantSystemRole({ store: createStore(pool) }, { name: "test" }, { email: emailOf("sam"), role: "support" });
    return { accountId, otherAccountId };
  } finally {
    // A database can be copied only while nobody is connected to it.
    await pool.end();
    await controlPlane.stop();
  }
};

/** Copies the template under this name, and replaces an earlier copy. */
export const copyTemplate = async ({ templateUrl }: ApiStand, name: string): Promise<string> => {
  const server = new URL(templateUrl);
  const template = server.pathname.slice(1);
  server.pathname = "/postgres";
  await withDatabase(server.href, async (client) => {
    await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`);
    await client.query(
      `create database ${client.escapeIdentifier(name)} template ${client.escapeIdentifier(template)}`,
    );
  });
  server.pathname = `/${name}`;
  return server.href;
};
