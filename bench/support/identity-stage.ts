import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { startApp } from "@cogrion/local-stack/parts/app";
import { freePorts } from "@cogrion/local-stack/parts/free-ports";
import type { RunningPart } from "@cogrion/local-stack/parts/process";
import { configureRealm } from "@cogrion/local-stack/region/realm";
import { startTestParts, testSecrets } from "@cogrion/testing/parts";
import { tokenByPassword } from "@cogrion/testing/password-grant";
import { migrate } from "@cogrion/postgres";
import { testEnvironment } from "../../tests/api/support/process.ts";

export type Bearer = { email: string; token: string };

export type RunningControlPlane = RunningPart & { url: string; internalUrl: string; opsUrl: string };

export type IdentityStage = {
  folder: string;
  issuerOf(region: string): string;
  databaseUrlOf(region: string): string;
  /** As in production, except that the log goes to a file; on the same ports each time. */
  startControlPlane(region: string, changes?: Record<string, string>): Promise<RunningControlPlane>;
  /** Fresh access tokens of the first users, this many, from that region's realm. */
  bearersOf(region: string, users: number): Promise<Bearer[]>;
  stop(): Promise<void>;
};

const primary = "sgp-1";
const locations = { "sgp-1": ["Singapore", "ap-southeast-1"], "frankfurt-1": ["Frankfurt", "eu-central-1"] } as const;

/** Real PostgreSQL and Keycloak, a realm and a database for each region, and people. */
export const setIdentityStage = async (options: { regions: string[]; users: number }): Promise<IdentityStage> => {
  const { regions } = options;
  const password = randomBytes(12).toString("base64url");
  const emails = Array.from({ length: options.users }, (_, number) => `person-${number}@example.com`);
  const parts = await startTestParts({ parts: ["postgres", "keycloak"] });
  try {
    const keycloakUrl = parts.keycloak.url.replace("127.0.0.1", "localhost");
    const databases = new Map<string, string>();
    const ports = new Map<string, number[]>();
    for (const region of regions) {
      const databaseUrl = await parts.createDatabase(region);
      databases.set(region, databaseUrl);
      ports.set(region, await freePorts(3));
      await migrate({ databaseUrl, isPrimary: region === primary });
      await configureRealm({
        url: keycloakUrl,
        admin: testSecrets.keycloakAdmin,
        region,
        controlPlaneSecret: randomBytes(16).toString("base64url"),
        dashboardOrigins: ["http://localhost:5173"],
        apiOrigin: "http://localhost:3000",
        users: emails.map((email) => ({ email, firstName: "A", lastName: "Person", password })),
        hasPasswordClient: true,
      });
    }
    const regionTable = JSON.stringify({
      primary,
      regions: Object.fromEntries(
        Object.entries(locations).map(([id, [location, awsRegion]]) => [id, { location, awsRegion }]),
      ),
    });
    const issuerOf = (region: string): string => `${keycloakUrl}/realms/${region}`;

    return {
      folder: parts.folder,
      issuerOf,
      databaseUrlOf: (region) => databases.get(region) ?? "",
      async startControlPlane(region, changes) {
        const [publicPort = 0, internalPort = 0, opsPort = 0] = ports.get(region) ?? [];
        const opsUrl = `http://127.0.0.1:${opsPort}`;
        const part = await startApp({
          app: "control-plane",
          environment: testEnvironment({
            REGION: region,
            REGIONS: regionTable,
            WORKSPACE_DOMAIN: `local.${region}.cogrion.localhost`,
            AUTH_DOMAIN: new URL(keycloakUrl).host,
            DATABASE_URL: databases.get(region),
            // Counted as usual, but a load generator sends more than a person may.
            RATE_LIMIT_READS: "10000000",
            RATE_LIMIT_TOKEN: "10000000",
            PUBLIC_PORT: String(publicPort),
            INTERNAL_PORT: String(internalPort),
            OPS_PORT: String(opsPort),
            ...changes,
          }),
          logFile: join(parts.folder, "logs", `control-plane-${region}.log`),
          readyUrl: `${opsUrl}/readyz`,
        });
        return {
          ...part,
          url: `http://127.0.0.1:${publicPort}`,
          internalUrl: `http://127.0.0.1:${internalPort}`,
          opsUrl,
        };
      },
      async bearersOf(region, users) {
        const bearers: Bearer[] = [];
        for (const email of emails.slice(0, users))
          bearers.push({
            email,
            token: await tokenByPassword({ issuer: issuerOf(region), username: email, password }),
          });
        return bearers;
      },
      stop: () => parts.stop(),
    };
  } catch (error) {
    await parts.stop();
    throw error;
  }
};

/** This server's response to `/api/me`. */
export const meAt = async (url: string, { token }: Bearer): Promise<unknown> => {
  const response = await fetch(`${url}/api/me`, { headers: { authorization: `Bearer ${token}` } });
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}`);
  return response.json();
};
