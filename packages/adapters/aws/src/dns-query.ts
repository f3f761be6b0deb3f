import { createSocket } from "node:dgram";
import { randomInt } from "node:crypto";
import { resolve4 } from "node:dns/promises";
import type { DecodedPacket } from "dns-packet";
import { decode, encode } from "dns-packet";

/** dns-packet decodes the response code, but its types do not include it. */
export type DnsAnswer = DecodedPacket & { rcode: string; flag_aa: boolean };

type Question = { name: string; type: "NS" | "DS" | "SOA" };

const timeoutMilliseconds = 3000;
/** A datagram can get lost. */
const attempts = 2;

/**
 * One `address:port` for each name server. Each of Route 53's servers has one address for many
 * machines.
 */
export const targetsOf = async (nameServers: readonly string[]): Promise<string[]> => {
  const addresses = await Promise.all(nameServers.map((name) => resolve4(name)));
  return addresses.flatMap((all) => all.slice(0, 1).map((address) => `${address}:53`));
};

/**
 * Queries one server, without recursion. `target` is `address:port`. @throws Error if it does not
 * respond in time
 */
export const queryServer = async (target: string, question: Question): Promise<DnsAnswer> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await queryOnce(target, question);
    } catch (error) {
      if (attempt === attempts) throw error;
    }
  }
};

const queryOnce = (target: string, { name, type }: Question): Promise<DnsAnswer> => {
  const [address = "", port = "53"] = target.split(":");
  const id = randomInt(65_536);
  const query = encode({ type: "query", id, flags: 0, questions: [{ type, name }] });
  return new Promise((resolve, reject) => {
    const socket = createSocket("udp4");
    const timer = setTimeout(() => finish(new Error(`the name server ${target} did not answer`)), timeoutMilliseconds);
    const finish = (result: DnsAnswer | Error): void => {
      clearTimeout(timer);
      socket.close();
      if (result instanceof Error) reject(result);
      else resolve(result);
    };
    socket.once("error", finish);
    socket.on("message", (message) => {
      try {
        const answer = decode(message) as DnsAnswer;
        // The response of another server, or a late one.
        if (answer.id !== id || answer.questions?.[0]?.name.toLowerCase() !== name) return;
        finish(answer);
      } catch (error) {
        finish(error instanceof Error ? error : new Error("the name server's answer is malformed"));
      }
    });
    socket.connect(Number(port), address, () => socket.send(query));
  });
};
