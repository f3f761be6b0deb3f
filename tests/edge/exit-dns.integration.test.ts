import { execFile } from "node:child_process";
import { join } from "node:path";
import type { AuthoritativeAnswers, DnsRecords, DnsRecordSet } from "@cogrion/domain";
import { createAuthoritativeAnswers } from "@cogrion/aws";
import { createZoneMove } from "@cogrion/edge-migration/zone/move";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DnsHosts, Registry } from "@cogrion/testing/dns-hosts";
import { startDnsHosts, startRegistry, zoneName } from "@cogrion/testing/dns-hosts";

let hosts: DnsHosts;
let registry: Registry;
beforeAll(async () => {
  [hosts, registry] = await Promise.all([startDnsHosts(), startRegistry()]);
});
afterAll(() => Promise.all([hosts?.stop(), registry?.stop()]));

const set = (type: DnsRecordSet["type"], label: string, ...values: string[]): DnsRecordSet => ({
  name: label === "@" ? zoneName : `${label}.${zoneName}`,
  type,
  ttlSeconds: 300,
  values,
});
const ofEveryType: DnsRecordSet[] = [
  set("A", "www", "192.0.2.1", "192.0.2.2"),
  set("AAAA", "www", "2001:db8::1"),
  set("CAA", "@", '0 issue "letsencrypt.org"', '0 iodef "mailto:security@cogrion.example"'),
  set("CNAME", "*.preview", "edge.example.net"),
  set("MX", "@", "10 mail.example.net", "20 mail2.example.net"),
  set("NS", "sgp-1", "ns-1.example.net", "ns-2.example.net"),
  set("SRV", "_sip._tcp", "1 2 5060 sip.example.net"),
  set("TXT", "@", "v=spf1 include:example.net -all", `k=rsa; p=${"x".repeat(400)}`, 'a "quoted" \\ \u00e9'),
];
const byName = (sets: readonly DnsRecordSet[]): DnsRecordSet[] =>
  sets
    .map((each) => ({ ...each, values: each.values.toSorted() }))
    .toSorted((a, b) => (`${a.name} ${a.type}` < `${b.name} ${b.type}` ? -1 : 1));

describe.each(["cloudflare", "route53"] as const)("%s", (host) => {
  const records = () => hosts[host];
  const empty = async (): Promise<void> => {
    const { recordSets } = await records().list();
    for (let from = 0; from < recordSets.length; from += 100) {
      await records().change(recordSets.slice(from, from + 100).map((remove) => ({ remove })));
    }
  };

  test("gives back every type as it was put, again and again", async () => {
    for (let time = 0; time < 2; time += 1) await records().change(ofEveryType.map((put) => ({ put })));
    expect(byName((await records().list()).recordSets)).toEqual(byName(ofEveryType));
    const [www] = ofEveryType;
    expect(await records().read({ name: `www.${zoneName}`, type: "A" })).toEqual(www);
    expect(await records().read({ name: `www.${zoneName}`, type: "TXT" })).toBeUndefined();
  });

  test("replaces a set whole: values that are not wanted any more go, the TTL too", async () => {
    const next = { ...set("A", "www", "192.0.2.2", "192.0.2.9"), ttlSeconds: 60 };
    await records().change([{ put: next }]);
    const read = await records().read(next);
    expect(read === undefined ? [] : byName([read])).toEqual(byName([next]));
    expect(await records().read({ name: next.name, type: "AAAA" })).toBeDefined();
  });

  test("puts a CNAME in the place of addresses, and back, in one change", async () => {
    const [www] = ofEveryType as [DnsRecordSet];
    const name = www.name;
    const moved = set("CNAME", "www", "d111.cloudfront.net");
    await records().change([{ put: moved }, { remove: { name, type: "A" } }, { remove: { name, type: "AAAA" } }]);
    expect(await records().read(moved)).toEqual(moved);
    await expect(records().change([{ put: www }])).rejects.toThrow();
    await records().change([{ remove: moved }, { put: www }]);
    expect(await records().read(moved)).toBeUndefined();
  });

  test("changes nothing where a part of the change is refused", async () => {
    const refused = [{ put: set("A", "half", "192.0.2.1") }, { put: set("CNAME", "www", "edge.example.net") }];
    await expect(records().change(refused)).rejects.toThrow();
    expect(await records().read({ name: `half.${zoneName}`, type: "A" })).toBeUndefined();
  });

  test("accepts the same change from two callers at once, and the deletion of a deleted record", async () => {
    const put = set("TXT", "_both", "one", "two");
    await Promise.all([1, 2].map(() => records().change([{ put }])));
    expect(byName([(await records().read(put)) ?? put])).toEqual(byName([put]));
    for (let time = 0; time < 2; time += 1) await records().change([{ remove: put }]);
    expect(await records().read(put)).toBeUndefined();
  });

  test("lists more than fits on a page", async () => {
    await empty();
    const many = Array.from({ length: 310 }, (_, index) => set("A", `m${index}`, "192.0.2.1", "192.0.2.2"));
    for (let from = 0; from < many.length; from += 100) {
      await records().change(many.slice(from, from + 100).map((put) => ({ put })));
    }
    expect(byName((await records().list()).recordSets)).toEqual(byName(many));
    await empty();
    expect(await records().list()).toEqual({ recordSets: [], unsupported: [] });
  });
});

test("Cloudflare's proxied record is recognised, can be restored, and cannot be written to Route 53", async () => {
  const proxied: DnsRecordSet = { ...set("CNAME", "auth", "origin.example.net"), isProxied: true };
  await hosts.cloudflare.change([{ put: proxied }]);
  expect(await hosts.cloudflare.read(proxied)).toEqual(proxied);
  await hosts.cloudflare.change([{ put: set("CNAME", "auth", "d111.cloudfront.net") }]);
  expect((await hosts.cloudflare.read(proxied))?.isProxied).toBeUndefined();
  await hosts.cloudflare.change([{ put: proxied }]);
  expect(await hosts.cloudflare.read(proxied)).toEqual(proxied);
  await expect(hosts.route53.change([{ put: proxied }])).rejects.toThrow("Route 53 cannot proxy");
  await hosts.cloudflare.change([{ remove: proxied }]);
});

test("the local stack answers Cloudflare's documented codes, and keeps its zones over a restart", async () => {
  const record = { type: "A", name: "kept", content: "192.0.2.7", ttl: 1 };
  const codeOf = async (method: string, path: string, body?: object): Promise<unknown> => {
    const { answer } = await hosts.callCloudflare(method, path, body);
    return (answer as { errors: { code: number }[] }).errors[0]?.code;
  };
  expect(await codeOf("POST", "/dns_records", record)).toBeUndefined();
  expect(await codeOf("POST", "/dns_records", record)).toBe(81_058);
  expect(await codeOf("POST", "/dns_records", { ...record, type: "CNAME", content: "a.example.net" })).toBe(81_053);
  expect(await codeOf("POST", "/dns_records", { ...record, name: "other", ttl: 59 })).toBe(9021);
  expect(await codeOf("POST", "/dns_records", { ...record, content: "::1" })).toBe(9005);
  expect(await codeOf("POST", "/dns_records", { type: "A" })).toBe(9207);
  expect(await codeOf("DELETE", "/dns_records/0123")).toBe(81_044);
  await hosts.parts.kill("workers");
  await hosts.parts.restart("workers");
  // TTL 1 is "automatic", which is five minutes.
  expect(await hosts.cloudflare.read(set("A", "kept"))).toEqual(set("A", "kept", "192.0.2.7"));
});

describe("the move of the whole zone", () => {
  const own = () => createAuthoritativeAnswers([hosts.parts.aws.dnsServer]);
  const move = (target: DnsRecords = hosts.route53, answers: AuthoritativeAnswers = own()) =>
    createZoneMove({ zoneName, source: hosts.cloudflare, target, parent: registry.delegation, answers });
  const proxied: DnsRecordSet = { ...set("AAAA", "auth", "100::"), isProxied: true };
  const stateOf = async () => {
    const change = await move().registrar();
    return change.state === "blocked" ? change.blocks.map(({ reason }) => reason) : change.state;
  };

  test("is blocked by what Cloudflare's proxy serves, by what is not copied yet, by long TTLs and by a signed delegation", async () => {
    const slow = { ...set("TXT", "slow", "x"), ttlSeconds: 86_400 };
    await hosts.cloudflare.change([...ofEveryType, proxied, slow].map((put) => ({ put })));
    await registry.set(await hosts.cloudflare.nameServers(), true);
    expect(await stateOf()).toEqual(["obstacles", "differences", "signed", "slow_ttl"]);
    expect((await move().verify()).obstacles).toEqual([{ name: proxied.name, type: "AAAA", reason: "proxied" }]);
    await hosts.cloudflare.change([
      { put: { ...slow, ttlSeconds: 300 } },
      { put: set("CNAME", "auth", "d1.example.net") },
      { remove: proxied },
    ]);
    await registry.set(await hosts.cloudflare.nameServers());
  });

  test("continues where it was interrupted, and then changes nothing", async () => {
    const brokenOff: DnsRecords = {
      ...hosts.route53,
      change: async (changes) => {
        await hosts.route53.change(changes.slice(0, 3));
        throw new Error("interrupted");
      },
    };
    await expect(move(brokenOff).backfill()).rejects.toThrow("interrupted");
    const seen: number[] = [];
    const left = await move().backfill((done) => seen.push(done));
    // Records of every type, plus "kept" of the restart above, "slow" and "auth".
    expect([left, seen.at(-1)]).toEqual([ofEveryType.length + 3 - 3, left]);
    expect(await move().backfill()).toBe(0);
    expect(await move().verify()).toEqual({ recordSets: ofEveryType.length + 3, obstacles: [], differences: [] });
  });

  test("does not trust a copy that the servers do not return", async () => {
    const late: AuthoritativeAnswers = {
      ...own(),
      valuesOf: async (server, key) => (key.type === "MX" ? [] : own().valuesOf(server, key)),
    };
    expect((await move(hosts.route53, late).verify()).differences).toEqual([
      { name: zoneName, type: "MX", state: "answered_otherwise" },
    ]);
    const closed = createAuthoritativeAnswers(["127.0.0.1:1"]);
    await expect(move(hosts.route53, closed).verify()).rejects.toThrow();
  });

  test("finds what has changed at either host, and copies it without deleting unknown records", async () => {
    await hosts.cloudflare.change([{ put: set("A", "slow", "192.0.2.3") }, { remove: set("TXT", "slow") }]);
    await hosts.route53.change([{ put: set("A", "www", "192.0.2.66") }]);
    expect((await move().verify()).differences).toEqual([
      { name: `slow.${zoneName}`, type: "A", state: "missing" },
      { name: `www.${zoneName}`, type: "A", state: "different" },
      { name: `slow.${zoneName}`, type: "TXT", state: "surplus" },
    ]);
    await move().backfill();
    expect((await move().verify()).differences).toEqual([{ name: `slow.${zoneName}`, type: "TXT", state: "surplus" }]);
    await hosts.route53.change([{ remove: set("TXT", "slow") }]);
  });

  test("is announced, in progress or done according to the parent's own servers", async () => {
    const nameServers = await hosts.route53.nameServers();
    expect(nameServers.length).toBeGreaterThan(1);
    expect(await move().registrar()).toEqual({ state: "ready", nameServers });
    await registry.set([...(await hosts.cloudflare.nameServers()), ...nameServers]);
    expect(await stateOf()).toBe("under_way");
    await registry.set(nameServers);
    expect(await stateOf()).toBe("done");
    await registry.set(["ns.example.net"]);
    expect(await stateOf()).toEqual(["other_name_servers"]);
  });
});

describe("the command line", () => {
  const main = join(import.meta.dirname, "..", "..", "tools", "develop", "src", "main.ts");
  type Ran = { code: number; stdout: string; stderr: string };
  const run = (more: Record<string, string>, ...args: string[]): Promise<Ran> => {
    const env = { ...hosts.environment, PARENT_DNS_SERVERS: registry.dnsServer, ...more };
    return new Promise((resolve) => {
      const child = execFile(process.execPath, [main, "edge", ...args], { env }, (_, stdout, stderr) =>
        resolve({ code: child.exitCode ?? -1, stdout, stderr }),
      );
    });
  };

  test("copies, compares, names the obstacles, and confirms the registrar's change once it is visible", async () => {
    const proxied: DnsRecordSet = { ...set("CNAME", "app", "origin.example.net"), isProxied: true };
    await registry.set(await hosts.cloudflare.nameServers());
    await hosts.cloudflare.change([{ put: proxied }, { put: set("A", "late", "192.0.2.4") }]);
    const blocked = await run({}, "cutover", "dns");
    expect(blocked.code).toBe(3);
    expect(blocked.stdout).toMatch(/app\.cogrion\.example +CNAME +Cloudflare's proxy responds for it/);
    expect(blocked.stdout).toMatch(/late\.cogrion\.example +A +not in Route 53/);

    await hosts.cloudflare.change([{ remove: proxied }]);
    const copied = await run({}, "backfill", "dns");
    expect(copied).toMatchObject({ code: 0, stderr: "" });
    expect(copied.stdout).toContain("Changes made in Route 53: 1.");
    const verified = await run({}, "verify", "dns", "--json");
    expect(JSON.parse(verified.stdout)).toMatchObject({ obstacles: [], differences: [] });

    const ready = await run({}, "cutover", "dns");
    expect(ready.code).toBe(0);
    for (const name of [...(await hosts.route53.nameServers()), ...(await hosts.cloudflare.nameServers())]) {
      expect(ready.stdout).toContain(name);
    }
    expect((await run({}, "cutover", "dns", "--confirm")).code).toBe(3);
    await registry.set(await hosts.route53.nameServers());
    expect((await run({}, "cutover", "dns", "--confirm")).code).toBe(0);
  });

  test("says which variables are missing or malformed, and no value", async () => {
    const refused = await run({ DNS_ZONE: "", CLOUDFLARE_ZONE_ID: "../x" }, "verify", "dns");
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toMatch(/DNS_ZONE is not set[^]*CLOUDFLARE_ZONE_ID must be/);
    expect(refused.stderr).not.toContain(hosts.environment["CLOUDFLARE_API_TOKEN"]);
    expect(refused.stderr).not.toContain("../x");
  });
});
