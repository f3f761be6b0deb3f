import type { DelegatedZoneState } from "@cogrion/domain";
import { bareDnsName } from "@cogrion/domain";
import type { DnsAnswer } from "./dns-query.ts";
import { queryServer } from "./dns-query.ts";

/**
 * Codes with which a server reports that it does not have the zone: REFUSED is Route 53's for a
 * deleted zone, NOTAUTH is RFC 2136's, and NXDOMAIN for the zone's own name comes from a server
 * that has a zone above it. SERVFAIL, a referral and a non-authoritative answer prove nothing:
 * broken servers and intermediate resolvers return them for existing zones.
 */
const denials = new Set(["REFUSED", "NOTAUTH", "NXDOMAIN"]);

const isServed = ({ rcode, flag_aa: isAuthoritative, answers = [] }: DnsAnswer, zone: string): boolean =>
  rcode === "NOERROR" &&
  isAuthoritative &&
  answers.some((each) => each.type === "SOA" && bareDnsName(each.name) === zone);

const stateAt = async (target: string, zone: string): Promise<DelegatedZoneState> => {
  try {
    const answer = await queryServer(target, { name: zone, type: "SOA" });
    if (isServed(answer, zone)) return "served";
    return denials.has(answer.rcode) ? "denied" : "unclear";
  } catch {
    return "unclear";
  }
};

/**
 * What all name servers of a delegation report about its zone. A denial counts only if every one of
 * them denies, and if the parent's own servers respond over the same network. Otherwise a firewall
 * that rejects all DNS would look like a denial.
 */
export const zoneStateOf = async (
  zone: string,
  { parentZone, parentTargets, targets }: { parentZone: string; parentTargets: string[]; targets: string[] },
): Promise<DelegatedZoneState> => {
  const states = await Promise.all(targets.map((target) => stateAt(target, zone)));
  if (states.includes("served")) return "served";
  if (states.length === 0 || states.some((state) => state !== "denied")) return "unclear";
  const parents = await Promise.all(parentTargets.map((target) => stateAt(target, parentZone)));
  return parents.every((state) => state === "served") ? "denied" : "unclear";
};
