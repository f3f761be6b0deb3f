import { createSocket } from "node:dgram";
import { randomInt } from "node:crypto";
import { resolve4, resolveNs } from "node:dns/promises";
import type { AuthoritativeDns } from "@cogrion/domain";
import { decode, encode } from "dns-packet";

export type DnsOptions = {
  parentZone: string;
  /** `address:port` of the parent zone's servers; looked up in the public DNS when undefined. */
  servers: string[] | undefined;
};

const timeoutMilliseconds = 3000;
const bare = (name: string): string => name.replace(/\.$/, "").toLowerCase();

/**
 * Asks the parent's own servers, past every cache. A parent answers with a referral (RFC 1034 section 4.3.2): the delegation stands in the authority section,
 * which `node:dns` does not show.
 */
export const createAuthoritativeDns = ({ parentZone, servers }: DnsOptions): AuthoritativeDns => ({
  async nameServersOf(delegatedZone) {
    const targets = servers ?? (await addressesOf(parentZone));
    let lastError: unknown = new Error(`the zone ${parentZone} has no name servers`);
    for (const target of targets) {
      try {
        return await askForDelegation(target, delegatedZone);
      } catch (error) {
        lastError = error;
      }
    }
    throw lastError;
  },
});

const addressesOf = async (zone: string): Promise<string[]> => {
  const names = await resolveNs(zone);
  const addresses = await Promise.all(names.map((name) => resolve4(name)));
  return addresses.flat();
};

const askForDelegation = (target: string, name: string): Promise<string[]> => {
  const [address = "", port = "53"] = target.split(":");
  const id = randomInt(65_536);
  const query = encode({ type: "query", id, flags: 0, questions: [{ type: "NS", name }] });
  return new Promise((resolve, reject) => {
    const socket = createSocket("udp4");
    const timer = setTimeout(() => finish(new Error(`the name server ${target} did not answer`)), timeoutMilliseconds);
    const finish = (result: string[] | Error): void => {
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
        const records = [...(answer.answers ?? []), ...(answer.authorities ?? [])];
        finish(records.flatMap((each) => (each.type === "NS" && bare(each.name) === name ? [bare(each.data)] : [])));
      } catch (error) {
        finish(error instanceof Error ? error : new Error("the name server's answer is malformed"));
      }
    });
    socket.connect(Number(port), address, () => socket.send(query));
  });
};
