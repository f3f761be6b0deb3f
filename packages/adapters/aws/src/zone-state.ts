import type { DelegatedZoneState } from "@cogrion/domain";
import { bareDnsName } from "@cogrion/domain";
import type { DnsAnswer } from "./dns-query.ts";
import { queryServer } from "./dns-query.ts";

/**
 * Codes by which a server says that it does not hold the zone: REFUSED is Route 53's for a zone
 * that was deleted, NOTAUTH is RFC 2136's, and NXDOMAIN of the zone's own name comes from a server
 * that holds a zone above it. SERVFAIL, a referral and an answer without authority say nothing: a
 * broken server and a resolver on the way give them for zones that exist.
 */
const denials = new Set(["REFUSED", "NOTAUTH", "NXDOMAIN"]);

const isAnswered = ({ rcode, flag_aa: isAuthoritative, answers = [] }: DnsAnswer, zone: string): boolean =>
  rcode === "NOERROR" &&
  isAuthoritative &&
  answers.some((each) => each.type === "SOA" && bareDnsName(each.name) === zone);

const stateAt = async (target: string, zone: string): Promise<DelegatedZoneState> => {
  try {
    const answer = await queryServer(target, { name: zone, type: "SOA" });
    if (isAnswered(answer, zone)) return "served";
    return denials.has(answer.rcode) ? "denied" : "unclear";
  } catch {
    return "unclear";
  }
};

/**
 * What all name servers of a delegation say of its zone. A denial counts only if every one of them
 * denies, and if the parent's own servers answer over the same network: a firewall that rejects all
 * of DNS must not be taken for them.
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
