/** The ports of the first region, without an offset. Ports that the README names do not change. */
const regionalPorts = {
  "control-plane": 3000,
  bff: 3001,
  "control-plane-internal": 3002,
  "control-plane-ops": 3003,
  "worker-ops": 3004,
  keycloak: 8080,
  "keycloak-management": 8081,
  "temporal-ui": 8088,
  temporal: 7233,
  "temporal-metrics": 7234,
  "temporal-http": 7235,
  postgres: 5433,
  openbao: 8200,
  "openbao-cluster": 8201,
} as const;

const sharedPorts = {
  aws: 4566,
  moto: 4567,
  dns: 5300,
  "delegated-dns": 5301,
  mail: 1080,
  "mail-smtp": 1025,
  workers: 8787,
  "workers-runtime": 8788,
  /** The sign-in entry of all regions. */
  "sign-in": 8789,
  /** The lookup's global host, and its two possible targets. */
  "edge-lookup": 8790,
  "edge-lookup-worker": 8791,
  "edge-lookup-lambda": 8792,
  dashboard: 5173,
} as const;

export type RegionalPorts = Record<keyof typeof regionalPorts, number>;
export type SharedPorts = Record<keyof typeof sharedPorts, number>;

/** Uses these ports for a region instead of the usual ones; `regionalPortCount` of them. */
export const regionalPortsFrom = (ports: readonly number[]): RegionalPorts =>
  Object.fromEntries(Object.keys(regionalPorts).map((name, index) => [name, ports[index] ?? 0])) as RegionalPorts;

export const regionalPortCount = Object.keys(regionalPorts).length;

const regionStep = 20;

const shifted = <Name extends string>(ports: Record<Name, number>, by: number): Record<Name, number> =>
  Object.fromEntries(Object.entries<number>(ports).map(([name, port]) => [name, port + by])) as Record<Name, number>;

/**
 * The ports of the region at this position of the list; `offset` moves a whole stack, so that two
 * can run side by side.
 */
export const regionalPortsOf = (index: number, offset: number): RegionalPorts =>
  shifted(regionalPorts, index * regionStep + offset);

/** Origin of a region's API. */
export const apiUrlOf = (ports: RegionalPorts): string => `http://localhost:${ports["control-plane"]}`;

export const sharedPortsOf = (offset: number): SharedPorts => shifted(sharedPorts, offset);

/** All ports of a stack by name; with several regions, a region's names include its id. */
export const portsOf = (regions: readonly string[], offset: number): Record<string, number> => {
  const ports: Record<string, number> = { ...sharedPortsOf(offset) };
  for (const [index, region] of regions.entries()) {
    for (const [name, port] of Object.entries(regionalPortsOf(index, offset))) {
      ports[regions.length === 1 ? name : `${name}.${region}`] = port;
    }
  }
  return ports;
};
