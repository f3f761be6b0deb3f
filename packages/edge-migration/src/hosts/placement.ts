import type { DnsRecordSet } from "@cogrion/domain/dns/record-set";

/** Who serves a public name, as far as its records show. */
export type HostPlacement = "cloudflare" | "aws" | "elsewhere" | "nowhere";

const cloudflareDomains = ["workers.dev", "pages.dev", "cfargotunnel.com", "cdn.cloudflare.net"];
const awsDomains = ["cloudfront.net", "amazonaws.com"];

const isBeneath = (name: string, domains: readonly string[]): boolean =>
  domains.some((domain) => name.endsWith(`.${domain}`));

/** Whether Cloudflare serves a name, and nobody else does. */
export const isCloudflaresName = (name: string): boolean => isBeneath(name, cloudflareDomains);

/** Records whose target decides who serves a name. */
export const hostRecordTypes = ["A", "AAAA", "CNAME"] as const;

export const hostPlacementOf = (sets: readonly DnsRecordSet[]): HostPlacement => {
  if (sets.length === 0) return "nowhere";
  if (sets.some(({ isProxied }) => isProxied === true)) return "cloudflare";
  const targets = sets.flatMap(({ type, values }) => (type === "CNAME" ? values : []));
  if (targets.some(isCloudflaresName)) return "cloudflare";
  return targets.some((target) => isBeneath(target, awsDomains)) ? "aws" : "elsewhere";
};
