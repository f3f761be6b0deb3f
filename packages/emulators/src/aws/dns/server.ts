import { createSocket } from "node:dgram";
import type { Socket } from "node:net";
import { createServer } from "node:net";
import type { Packet } from "dns-packet";
import { decode, encode, streamDecode, streamEncode } from "dns-packet";
import { allRecordsOf } from "../records.ts";
import { refused, replyTo, serverFailure } from "./reply.ts";
import type { ZoneFinder } from "./zones.ts";

const packetFor = async (find: ZoneFinder, query: Packet): Promise<Packet> => {
  const [question] = query.questions ?? [];
  const base = { type: "response", ...(query.id === undefined ? {} : { id: query.id }) } as const;
  if (question === undefined) return { ...base, flags: refused };
  try {
    const found = await find(question.name);
    if (found === undefined) return { ...base, questions: [question], flags: refused };
    const { route53, zone } = found;
    const records = await allRecordsOf(route53, zone.Id ?? "");
    return { ...base, questions: [question], ...replyTo(question, zone.Name ?? "", records) };
  } catch {
    return { ...base, questions: [question], flags: serverFailure };
  }
};

const lengthBytes = 2;

/**
 * Responds to the queries of one connection in order; a message may arrive in several pieces (RFC
 * 1035 section 4.2.2).
 */
const serveStream = (socket: Socket, find: ZoneFinder): void => {
  let pending = Buffer.alloc(0);
  let answering = Promise.resolve();
  socket.on("error", () => socket.destroy());
  socket.on("data", (piece: Buffer) => {
    pending = Buffer.concat([pending, piece]);
    while (pending.length >= lengthBytes && pending.length >= lengthBytes + pending.readUInt16BE(0)) {
      const end = lengthBytes + pending.readUInt16BE(0);
      const message = pending.subarray(0, end);
      pending = pending.subarray(end);
      answering = answering
        .then(() => packetFor(find, streamDecode(message)))
        .then((packet) => void socket.write(streamEncode(packet)))
        .catch(() => void socket.destroy());
    }
  });
};

/** Serves zones over UDP and TCP, on loopback. */
export const startDnsServer = async (find: ZoneFinder, port: number): Promise<{ close(): void }> => {
  const udp = createSocket("udp4");
  udp.on("message", (message, { port: from, address }) => {
    Promise.resolve()
      .then(() => packetFor(find, decode(message)))
      .then((packet) => udp.send(encode(packet), from, address))
      // A malformed query gets no response, as from any server under attack.
      .catch(() => undefined);
  });
  await new Promise<void>((resolve, reject) => {
    udp.once("error", reject);
    udp.bind(port, "127.0.0.1", resolve);
  });
  const tcp = createServer((socket) => serveStream(socket, find));
  await new Promise<void>((resolve, reject) => {
    tcp.once("error", reject);
    tcp.listen(port, "127.0.0.1", resolve);
  });
  return {
    close() {
      udp.close();
      tcp.close();
    },
  };
};
