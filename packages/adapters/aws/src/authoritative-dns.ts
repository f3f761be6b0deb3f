import { createSocket } from "node:dgram";
import { randomInt } from "node:crypto";
import { resolve4, resolveNs } from "node:dns/promises";
import type { AuthoritativeDns, ParentDelegation } from "@cogrion/domain";
import { bareDnsName } from "@cogrion/domain";
import type { DecodedPacket } from "dns-packet";
import { decode, encode } from "dns-packet";

export type DnsOptions = {
  parentZone: string;
  /** `address:port` of the parent zone's servers; looked up in the public DNS when undefined. */
  servers: string[] | undefined;
};

const timeoutMilliseconds = 3000;
/**
 * Asks the parent's own servers, past every cache. A parent answers with a referral (RFC 1034
 * section 4.3.2): the delegation stands in the authority section, which `node:dns` does not show.
 */
export const createAuthoritativeDns = ({ parentZone, servers }: DnsOptions): AuthoritativeDns & ParentDelegation => {
  const ask = async (name: string, type: "NS" | "DS"): Promise<DecodedPacket> => {
    const targets = servers ?? (await addressesOf(parentZone));
    let lastError: unknown = new Error(`the zone ${parentZone} has no name servers`);
    for (const target of targets) {
      try {
        return await askServer(target, name, type);
      } catch (error) {
        lastError = error;
      }
    }
    throw lastError;
  };
  return {
    async nameServersOf(delegatedZone) {
      const answer = await ask(delegatedZone, "NS");
      const records = [...(answer.answers ?? []), ...(answer.authorities ?? [])];
      return records.flatMap((each) =>
        each.type === "NS" && bareDnsName(each.name) === delegatedZone ? [bareDnsName(each.data)] : [],
      );
    },
    async isSigned(zone) {
      const { rcode, answers = [] } = (await ask(zone, "DS")) as DecodedPacket & { rcode: string };
      // A refusal says nothing of the record, and must not be taken for its absence.
      if (rcode !== "NOERROR") throw new Error(`the name servers of ${parentZone} returned ${rcode} for DS of ${zone}`);
      return answers.some((each) => each.type === "DS" && bareDnsName(each.name) === zone);
    },
  };
};

const addressesOf = async (zone: string): Promise<string[]> => {
  const names = await resolveNs(zone);
  const addresses = await Promise.all(names.map((name) => resolve4(name)));
  return addresses.flat();
};

const askServer = (target: string, name: string, type: "NS" | "DS"): Promise<DecodedPacket> => {
  const [address = "", port = "53"] = target.split(":");
  const id = randomInt(65_536);
  const query = encode({ type: "query", id, flags: 0, questions: [{ type, name }] });
  return new Promise((resolve, reject) => {
    const socket = createSocket("udp4");
    const timer = setTimeout(() => finish(new Error(`the name server ${target} did not answer`)), timeoutMilliseconds);
    const finish = (result: DecodedPacket | Error): void => {
      clearTimeout(timer);
      socket.close();
      if (result instanceof Error) reject(result);
      else resolve(result);
    };
    socket.once("error", finish);
    socket.on("message", (message) => {
      try {
        const answer = decode(message);
        // Somebody else's answer, or a late one.
        if (answer.id !== id || answer.questions?.[0]?.name.toLowerCase() !== name) return;
        finish(answer);
      } catch (error) {
        finish(error instanceof Error ? error : new Error("the name server's answer is malformed"));
      }
    });
    socket.connect(Number(port), address, () => socket.send(query));
  });
};
