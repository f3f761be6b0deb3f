import { resolveNs } from "node:dns/promises";
import type { AuthoritativeDns, ParentDelegation } from "@cogrion/domain";
import { bareDnsName } from "@cogrion/domain";
import type { DnsAnswer } from "./dns-query.ts";
import { queryServer, targetsOf } from "./dns-query.ts";
import { zoneStateOf } from "./zone-state.ts";

export type DnsOptions = {
  parentZone: string;
  /** `address:port` of the parent zone's servers; undefined means looked up in the public DNS. */
  servers: string[] | undefined;
  /** `address:port` of the servers of delegated zones, instead of those in the delegation. */
  delegatedServers?: string[] | undefined;
};

/**
 * Queries name servers directly, without any cache. A parent zone responds with a referral (RFC
 * 1034 section 4.3.2): the delegation is in the authority section, which `node:dns` does not
 * return.
 */
export const createAuthoritativeDns = ({
  parentZone,
  servers,
  delegatedServers,
}: DnsOptions): AuthoritativeDns & ParentDelegation => {
  const parentServers = async (): Promise<string[]> => {
    const targets = servers ?? (await targetsOf(await resolveNs(parentZone)));
    if (targets.length === 0) throw new Error(`the zone ${parentZone} has no name servers`);
    return targets;
  };

  /** The response of the first parent server that responds. */
  const askAny = async (name: string, type: "NS" | "DS"): Promise<DnsAnswer> => {
    let lastError: unknown;
    for (const target of await parentServers()) {
      try {
        return await queryServer(target, { name, type });
      } catch (error) {
        lastError = error;
      }
    }
    throw lastError;
  };

  return {
    async delegationsOf(delegatedZone) {
      const answers = (await parentServers()).map((target) => queryServer(target, { name: delegatedZone, type: "NS" }));
      return (await Promise.all(answers)).map((answer) => delegationIn(answer, delegatedZone));
    },
    async zoneStateOf(zone, nameServers) {
      return zoneStateOf(zone, {
        parentZone,
        parentTargets: await parentServers(),
        targets: delegatedServers ?? (await targetsOf(nameServers)),
      });
    },
    async nameServersOf(zone) {
      return delegationIn(await askAny(zone, "NS"), zone);
    },
    async isSigned(zone) {
      const { rcode, answers = [] } = await askAny(zone, "DS");
      // A refused query says nothing about the record, and does not mean that the record is
      // missing.
      if (rcode !== "NOERROR") throw new Error(`the name servers of ${parentZone} returned ${rcode} for DS of ${zone}`);
      return answers.some((each) => each.type === "DS" && bareDnsName(each.name) === zone);
    },
  };
};

/** A server that fails or refuses says nothing about the delegation; that is not an empty one. */
const delegationIn = ({ rcode, answers = [], authorities = [] }: DnsAnswer, zone: string): string[] => {
  if (rcode !== "NOERROR" && rcode !== "NXDOMAIN") throw new Error(`a name server returned ${rcode} for NS of ${zone}`);
  return [...answers, ...authorities].flatMap((each) =>
    each.type === "NS" && bareDnsName(each.name) === zone ? [bareDnsName(each.data)] : [],
  );
};
