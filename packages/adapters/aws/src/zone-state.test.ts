import type { NameServer } from "@cogrion/testing/name-server";
import { authoritativeFlag, responseCodes, startNameServer } from "@cogrion/testing/name-server";
import type { Packet, Question } from "dns-packet";
import { afterEach, expect, it } from "vitest";
import { createAuthoritativeDns } from "./authoritative-dns.ts";

const parentZone = "sgp-1.example.com";
const zone = `w-x.${parentZone}`;

const started: NameServer[] = [];
afterEach(() => {
  for (const each of started.splice(0)) each.close();
});

type Reply = (question: Question) => Partial<Packet> | undefined;
const targets = async (...replies: Reply[]): Promise<string[]> => {
  const servers = await Promise.all(replies.map(startNameServer));
  started.push(...servers);
  return servers.map(({ target }) => target);
};

const soa = { mname: "ns.example", rname: "host.example", serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 1 };
const serving: Reply = ({ name }) => ({
  flags: authoritativeFlag,
  answers: [{ type: "SOA", name, ttl: 1, data: soa }],
});
const cached: Reply = ({ name }) => ({ flags: 0, answers: [{ type: "SOA", name, ttl: 1, data: soa }] });
const referring: Reply = () => ({ flags: 0, authorities: [{ type: "NS", name: "com", ttl: 1, data: "a.example" }] });
const code =
  (rcode: number): Reply =>
  () => ({ flags: rcode });
const refused = code(responseCodes.refused);
const silent: Reply = () => undefined;

const stateOf = async (replies: Reply[], parents: Reply[] = [serving]) =>
  createAuthoritativeDns({
    parentZone,
    servers: await targets(...parents),
    delegatedServers: await targets(...replies),
  }).zoneStateOf(zone, []);

it.each<[string, Reply[], string]>([
  ["all serve", [serving, serving], "served"],
  ["one serves, one refuses", [serving, refused], "served"],
  ["all refuse", [refused, refused], "denied"],
  [
    "all deny, each in its way",
    [refused, code(responseCodes.notAuthoritative), code(responseCodes.nameError)],
    "denied",
  ],
  ["one refuses, one fails", [refused, code(responseCodes.serverFailure)], "unclear"],
  ["one refuses, one answers without authority", [refused, cached], "unclear"],
  ["one refuses, one refers upwards", [refused, referring], "unclear"],
])("where %s, the zone is %s", async (_name, replies, state) => {
  expect(await stateOf(replies)).toBe(state);
});

it("a server that is silent denies nothing", async () => {
  expect(await stateOf([refused, silent])).toBe("unclear");
}, 20_000);

it("a network that rejects everything does not count as a denial", async () => {
  expect(await stateOf([refused, refused], [refused])).toBe("unclear");
});

it("the delegation is what every server of the parent shows, and one that lags is seen", async () => {
  const showing =
    (...shown: string[]): Reply =>
    ({ name }) => ({ flags: 0, authorities: shown.map((data) => ({ type: "NS", name, ttl: 1, data })) });
  let lagging = showing();
  const servers = await targets(showing("ns-1.example", "ns-2.example"), (question) => lagging(question));
  const dns = createAuthoritativeDns({ parentZone, servers });
  expect(await dns.delegationsOf(zone)).toEqual([["ns-1.example", "ns-2.example"], []]);
  lagging = showing("ns-2.example", "ns-1.example");
  expect(await dns.delegationsOf(zone)).toEqual([
    ["ns-1.example", "ns-2.example"],
    ["ns-2.example", "ns-1.example"],
  ]);
});
