import type { DnsRecordSet } from "@cogrion/domain";
import type { HostLook } from "@cogrion/edge-migration/hosts/move";

const served: Record<HostLook["placement"], string> = {
  cloudflare: "Cloudflare",
  aws: "AWS",
  elsewhere: "another host",
  nowhere: "nobody",
};

/** `CNAME d111.cloudfront.net, 60 s`. */
export const textOfSets = (sets: readonly DnsRecordSet[]): string =>
  sets
    .map(
      ({ type, values, ttlSeconds, isProxied }) =>
        `${type} ${values.join(" ")}, ${isProxied === true ? "proxied" : `${ttlSeconds} s`}`,
    )
    .join("; ") || "no record";

export const servedBy = (placement: HostLook["placement"]): string => served[placement];
