import { expect, test } from "vitest";
import type { DnsRecordSet } from "@cogrion/domain/dns/record-set";
import { hostPlacementOf } from "./placement.ts";

const set = (type: DnsRecordSet["type"], value: string, isProxied = false): DnsRecordSet => ({
  name: "auth.cogrion.com",
  type,
  ttlSeconds: 300,
  values: [value],
  ...(isProxied ? { isProxied } : {}),
});

test.each([
  ["cloudflare", set("AAAA", "100::", true)],
  // A proxied record is served by the proxy, whatever its target is.
  ["cloudflare", set("CNAME", "d111.cloudfront.net", true)],
  ["cloudflare", set("CNAME", "dashboard.pages.dev")],
  ["aws", set("CNAME", "d111.cloudfront.net")],
  ["aws", set("CNAME", "d-1.execute-api.ap-southeast-1.amazonaws.com")],
  ["elsewhere", set("CNAME", "evilcloudfront.net")],
  ["elsewhere", set("A", "192.0.2.1")],
])("%s serves the name", (placement, each) => {
  expect(hostPlacementOf([each])).toBe(placement);
});

test("a name without a record is served by nobody", () => {
  expect(hostPlacementOf([])).toBe("nowhere");
});
