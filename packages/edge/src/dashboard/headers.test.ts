import { expect, test } from "vitest";
import { cloudFrontPolicyOf, pagesHeadersOf, securityHeadersOf } from "./headers.ts";
import { pageFor, sitePlaceholder } from "./page.ts";
import { deployedSiteOf, siteSchema } from "./site.ts";

const regions = { "sgp-1": { location: "Singapore 1" }, "frankfurt-1": { location: 'Frankfurt <1> & "more"' } };
const site = deployedSiteOf("prod", regions);

const directivesOf = (policy: string): Map<string, string[]> =>
  new Map(policy.split("; ").map((each) => [each.split(" ")[0] ?? "", each.split(" ").slice(1)]));

test("the content policy allows no inline code, and asks exactly the hosts of the regions", () => {
  const policy = directivesOf(securityHeadersOf(site)["content-security-policy"] ?? "");
  expect(policy.get("script-src")).toEqual(["'self'"]);
  expect(policy.get("style-src")).toEqual(["'self'"]);
  expect(policy.get("default-src")).toEqual(["'none'"]);
  expect(policy.get("require-trusted-types-for")).toEqual(["'script'"]);
  expect(policy.get("connect-src")).toEqual([
    "'self'",
    "https://cplane.cogrion.com",
    "https://cplane.sgp-1.cogrion.com",
    "https://sgp-1.auth.cogrion.com",
    "https://cplane.frankfurt-1.cogrion.com",
    "https://frankfurt-1.auth.cogrion.com",
  ]);
  expect([...policy.values()].flat().filter((each) => each.includes("*") || each.includes("unsafe"))).toEqual([]);
});

test("dev asks dev's hosts and no host of prod but the lookup that both share", () => {
  const policy = directivesOf(securityHeadersOf(deployedSiteOf("dev", regions))["content-security-policy"] ?? "");
  expect(policy.get("connect-src")?.filter((each) => each.startsWith("https:") && !each.includes("dev."))).toEqual([
    "https://cplane.cogrion.com",
  ]);
});

test("Pages and CloudFront send the same headers", () => {
  const expected = securityHeadersOf(site);
  const [all = ""] = pagesHeadersOf(site).split("/assets/*");
  const ofPages = Object.fromEntries(
    [...all.matchAll(/^ {2}([a-z-]+): (.*)$/gm)].map(([, name, value]) => [name, value]),
  );
  expect(ofPages).toEqual(expected);

  const { SecurityHeadersConfig: known, CustomHeadersConfig: custom } = cloudFrontPolicyOf(site);
  expect({
    "strict-transport-security": `max-age=${known.StrictTransportSecurity.AccessControlMaxAgeSec}; includeSubDomains`,
    "x-content-type-options": "nosniff",
    "x-frame-options": known.FrameOptions.FrameOption,
    "referrer-policy": known.ReferrerPolicy.ReferrerPolicy,
    "content-security-policy": known.ContentSecurityPolicy.ContentSecurityPolicy,
    ...Object.fromEntries(custom.Items.map(({ Header, Value }) => [Header, Value])),
  }).toEqual(expected);
});

test("the page carries the site as text that cannot end its attribute", () => {
  const page = pageFor(`<meta content="${sitePlaceholder}">`, site);
  const content = /content="([^"]*)"/.exec(page)?.[1] ?? "";
  const entities: Record<string, string> = { "&amp;": "&", "&quot;": '"', "&lt;": "<", "&gt;": ">" };
  const read: unknown = JSON.parse(content.replaceAll(/&\w+;/g, (each) => entities[each] ?? each));
  expect(siteSchema.parse(read)).toEqual(site);
  expect(() => pageFor("<html></html>", site)).toThrow(sitePlaceholder);
});
