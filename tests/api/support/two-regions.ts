import { startTestParts } from "@cogrion/testing/parts";
import { createPool, migrate } from "@cogrion/postgres";
import type { Pool } from "@cogrion/postgres";
import type { Realm } from "@cogrion/testing/realm/realm";
import { accessClaims, createSigningKey, jwkOf, signToken, startRealm } from "@cogrion/testing/realm/realm";
import type { ControlPlane } from "./process.ts";
import { startControlPlane } from "./process.ts";
import type { Wire } from "./wire.ts";
import { startWire } from "./wire.ts";

export type TwoRegions = {
  primary: ControlPlane;
  second: ControlPlane;
  pools: { primary: Pool; second: Pool };
  realms: { primary: Realm; second: Realm };
  /** Between the second region and the primary. */
  wire: Wire;
  /** A token with these claims, signed with the key that all of these realms publish. */
  sign(claims: Record<string, unknown>): Promise<string>;
  /** A token of the given realm, by default the second region's. */
  tokenOf: (name: string, realm?: Realm, subject?: string) => Promise<string>;
  /** Another realm whose keys are those of the two. */
  startRealm(region: string): Promise<Realm>;
  /** Sends SIGKILL, like a crash. */
  killPrimary(): Promise<void>;
  startPrimary(): Promise<void>;
  stop(): Promise<void>;
};

const regions = JSON.stringify({
  primary: "sgp-1",
  regions: {
    "sgp-1": { location: "Singapore", awsRegion: "ap-southeast-1", apiUrl: "http://sgp.localhost:3000" },
    "frankfurt-1": { location: "Frankfurt", awsRegion: "eu-central-1" },
  },
});

const authDomainOf = (realm: Realm): string => new URL(realm.issuer).host;

/**
 * Two regions' control planes as processes, each with its own database, and realms whose keys we
 * have.
 */
export const setTwoRegions = async (): Promise<TwoRegions> => {
  const key = createSigningKey("rsa-1");
  const startOwnRealm = async (region: string): Promise<Realm> => {
    const realm = await startRealm(region);
    realm.publish([jwkOf(key)]);
    return realm;
  };
  const parts = await startTestParts({ parts: ["postgres"] });
  const urls = { primary: await parts.createDatabase("sgp"), second: await parts.createDatabase("frankfurt") };
  await migrate({ databaseUrl: urls.primary, isPrimary: true });
  await migrate({ databaseUrl: urls.second, isPrimary: false });
  const pools = {
    primary: createPool({ databaseUrl: urls.primary, applicationName: "test" }),
    second: createPool({ databaseUrl: urls.second, applicationName: "test" }),
  };
  const realms = { primary: await startOwnRealm("sgp-1"), second: await startOwnRealm("frankfurt-1") };
  const startPrimary = (): Promise<ControlPlane> =>
    startControlPlane({ DATABASE_URL: urls.primary, REGIONS: regions, AUTH_DOMAIN: authDomainOf(realms.primary) });
  let primary = await startPrimary();
  const wire = await startWire(() => primary.internalUrl);
  const second = await startControlPlane({
    DATABASE_URL: urls.second,
    REGIONS: regions,
    REGION: "frankfurt-1",
    WORKSPACE_DOMAIN: "local.frankfurt-1.cogrion.localhost",
    AUTH_DOMAIN: authDomainOf(realms.second),
    PRIMARY_CPLANE_API_URL: wire.url,
    // A test sends 400 requests at once from one address.
    MAX_CONNECTIONS_PER_ADDRESS: "1000",
  });
  return {
    get primary() {
      return primary;
    },
    second,
    pools,
    realms,
    wire,
    sign: (claims) => signToken(key, claims),
    tokenOf: (name, realm = realms.second, subject = `subject-of-${name}`) =>
      signToken(key, { ...accessClaims(realm.issuer, new Date()), sub: subject, email: `${name}@example.com` }),
    startRealm: startOwnRealm,
    async killPrimary() {
      primary.kill("SIGKILL");
      await primary.exited;
    },
    async startPrimary() {
      primary = await startPrimary();
    },
    async stop() {
      await second.stop();
      await primary.stop();
      await wire.close();
      await Promise.all([realms.primary.close(), realms.second.close()]);
      await Promise.all([pools.primary.end(), pools.second.end()]);
      await parts.stop();
    },
  };
};

/** The source of each audited action, in the order of the chain. */
export const auditIn = async (pool: Pool, action: string): Promise<unknown[]> => {
  const { rows } = await pool.query<{ source_ip: string; request_id: string }>(
    "select source_ip, request_id from audit_events where action = $1 order by sequence",
    [action],
  );
  return rows;
};
