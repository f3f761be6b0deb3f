import { expect, test } from "vitest";
import type { RegistrarFacts } from "./registrar-change.ts";
import { registrarChangeOf } from "./registrar-change.ts";

const cloudflare = ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"];
const route53 = ["ns-1.awsdns-1.com", "ns-2.awsdns-2.net"];
const facts = (more: Partial<RegistrarFacts> = {}, parent = cloudflare): RegistrarFacts => ({
  source: { recordSets: [], unsupported: [] },
  obstacles: [],
  differences: [],
  isSigned: false,
  ...more,
  nameServers: { source: cloudflare, target: route53, parent },
});
const set = { name: "a.example.com", type: "A" as const, values: ["192.0.2.1"] };

test("a clean copy may be announced, with the names to set at the registrar", () => {
  expect(registrarChangeOf(facts())).toEqual({ state: "ready", nameServers: route53 });
});

test.each<[string, Partial<RegistrarFacts>]>([
  ["obstacles", { obstacles: [{ name: set.name, type: "A", reason: "proxied" }] }],
  ["differences", { differences: [{ name: set.name, type: "A", state: "missing" }] }],
  ["signed", { isSigned: true }],
  ["slow_ttl", { source: { recordSets: [{ ...set, ttlSeconds: 86_400 }], unsupported: [] } }],
])("%s hold it back", (reason, more) => {
  expect(registrarChangeOf(facts(more))).toMatchObject({ state: "blocked", blocks: [{ reason }] });
});

test("so does a delegation to a third party, or none", () => {
  for (const parent of [["ns.example.net"], [...cloudflare, "ns.example.net"], [], [...route53, "ns.example.net"]]) {
    expect(registrarChangeOf(facts({}, parent)).state).toBe("blocked");
  }
});

test("the parent's response decides: names of both hosts, or some of the target's, are in progress; exactly the target's are done", () => {
  expect(registrarChangeOf(facts({}, [...cloudflare, ...route53])).state).toBe("under_way");
  expect(registrarChangeOf(facts({}, route53.slice(1))).state).toBe("under_way");
  expect(registrarChangeOf(facts({ isSigned: true }, route53.toReversed())).state).toBe("done");
});
