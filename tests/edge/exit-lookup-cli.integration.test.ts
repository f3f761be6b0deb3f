import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootDomainOf } from "@cogrion/domain";
import { accountInventory } from "@cogrion/emulators/aws/accounts";
import { cogrionAccountId } from "@cogrion/emulators/aws/credentials";
import { lambdaEnvironmentOf, lookupHost, lookupTargets } from "@cogrion/local-stack/edge/lookup";
import { testSecrets } from "@cogrion/testing/parts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startEdgeHosts } from "@cogrion/testing/edge-hosts";
import type { EdgeStores } from "@cogrion/testing/edge-stores";
import { entryIn, live, routeOf, startEdgeStores } from "@cogrion/testing/edge-stores";
import { until } from "@cogrion/testing/until";

let stores: EdgeStores;
let edge: Awaited<ReturnType<typeof startEdgeHosts>>;
let state: string;
let zoneId: string;
beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "cogrion-exit-"));
  stores = await startEdgeStores();
  edge = await startEdgeHosts(stores);
  const { hostedZones } = await accountInventory(stores.parts.aws.endpointUrl, cogrionAccountId);
  zoneId = hostedZones.find(({ name }) => name === rootDomainOf("local"))?.id ?? "";
});
afterAll(async () => {
  await edge?.stop();
  await stores?.stop();
  await rm(state, { recursive: true, force: true });
});

const main = join(import.meta.dirname, "..", "..", "tools", "develop", "src", "main.ts");
type Ran = { code: number; stdout: string; stderr: string };
const run = (...args: string[]): Promise<Ran> => runWith({}, ...args);
const runWith = (more: Record<string, string>, ...args: string[]): Promise<Ran> => {
  const { accountId, apiToken, namespaceId } = testSecrets.cloudflare;
  const env = {
    ...lambdaEnvironmentOf(stores.parts.aws.endpointUrl),
    XDG_STATE_HOME: state,
    CLOUDFLARE_ACCOUNT_ID: accountId,
    CLOUDFLARE_API_TOKEN: apiToken,
    CLOUDFLARE_KV_NAMESPACE_ID: namespaceId,
    CLOUDFLARE_BASE_URL: stores.parts.workers.apiUrl,
    DNS_ZONE: rootDomainOf("local"),
    ROUTE53_ZONE_ID: zoneId,
    ...more,
  };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, "edge", ...args], { env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
};
const compare = (...more: string[]) => {
  const { worker, lambda } = stores.ports;
  const at = ["--cloudflare", `127.0.0.1:${worker}`, "--aws", `127.0.0.1:${lambda}`];
  return run("verify", "lookup", ...at, "--settle", "0", "--requests-per-second", "1000", ...more);
};
const lookUp = async (id: string): Promise<unknown> =>
  (await fetch(`http://127.0.0.1:${stores.ports.front}/lookup?tenant=${id}`)).json();

test("the lookup leaves Cloudflare: copied, compared twice, moved, and moved back", async () => {
  await stores.kv.write([live("w-one", 1), live("w-two", 1)]);
  await stores.dynamodb.write([live("w-one", 1, "app")]);
  const cutover = () => run("cutover", "lookup", "--target", lookupTargets.aws);

  const early = await cutover();
  expect(early.code).toBe(3);
  expect(early.stdout).toContain("./cogrion edge verify lookup");

  const copied = await run("backfill", "lookup", "--json", "--requests-per-second", "1000");
  // The same version on both sides: the winner is decided as in a double write.
  expect([copied.code, JSON.parse(copied.stdout)]).toEqual([0, { tenants: 2, written: 1, damaged: [] }]);

  const differs = await compare();
  expect(differs.code).toBe(3);
  expect(differs.stdout).toMatch(/w-one +the stores hold different routes/);
  const repaired = await compare("--repair", "--json");
  expect([repaired.code, JSON.parse(repaired.stdout)]).toMatchObject([3, { findings: 1, repaired: 1 }]);
  expect(await entryIn(stores.kv, "w-one")).toEqual(live("w-one", 1, "app"));
  expect(await compare()).toMatchObject({ code: 0, stderr: "" });
  expect((await cutover()).code).toBe(3);
  expect((await compare("--json")).code).toBe(0);

  // From here on the two can be distinguished.
  await stores.dynamodb.write([live("w-one", 2)]);
  expect(await lookUp("w-one")).toEqual(routeOf("w-one", "app"));
  const moved = await cutover();
  expect(moved).toMatchObject({ code: 0, stderr: "" });
  expect(moved.stdout).toContain("./cogrion edge rollback lookup");
  await until("the move", async () => JSON.stringify(await lookUp("w-one")).includes("//bff."));
  expect((await cutover()).stdout).toContain("is unchanged");

  const status = await run("status", "--json");
  const [lookup, auth, , dns] = JSON.parse(status.stdout) as Record<string, string>[];
  expect(lookup).toMatchObject({ phase: "lookup", name: lookupHost });
  expect(lookup?.["detail"]).toMatch(/CNAME lookup\.lambda\.[^;]*; backfill done, 2 tenants; .*ready for its cutover/);
  expect(auth).toMatchObject({ served_by: "nobody" });
  expect(dns?.["detail"]).toContain("CLOUDFLARE_ZONE_ID is not set");

  const back = await run("rollback", "lookup", "--json");
  expect(JSON.parse(back.stdout)).toEqual({
    host: lookupHost,
    before: `CNAME ${lookupTargets.aws}, 60 s`,
    now: `CNAME ${lookupTargets.cloudflare}, 60 s`,
  });
  await until("the way back", async () => JSON.stringify(await lookUp("w-one")).includes("//app."));
  expect(await run("rollback", "lookup")).toMatchObject({ code: 1, stdout: "" });
});

test("says what is missing in the environment, and keeps a damaged journal", async () => {
  const refused = await runWith({ CLOUDFLARE_API_TOKEN: "", ROUTES_TABLE: "x" }, "backfill", "lookup");
  expect(refused).toMatchObject({ code: 2, stdout: "" });
  expect(refused.stderr).toMatch(/CLOUDFLARE_API_TOKEN is not set[^]*ROUTES_TABLE must be/);
  const file = join(state, "cogrion", "edge-lookup-local.json");
  await writeFile(file, '{"verified":');
  const damaged = await compare();
  expect(damaged).toMatchObject({ code: 2, stdout: "" });
  expect(damaged.stderr).toContain(`${file} is damaged`);
  expect(await readFile(file, "utf8")).toBe('{"verified":');
});
