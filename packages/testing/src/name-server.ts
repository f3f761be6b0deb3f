import { createSocket } from "node:dgram";
import type { Packet, Question } from "dns-packet";
import { decode, encode } from "dns-packet";

export type NameServer = { target: string; close(): void };

/** A name server on loopback that responds as the test says; undefined: no response. */
export const startNameServer = async (
  reply: (question: Question) => Partial<Packet> | undefined,
): Promise<NameServer> => {
  const socket = createSocket("udp4");
  socket.on("message", (message, { port, address }) => {
    const { id = 0, questions = [] } = decode(message);
    const answer = questions[0] === undefined ? undefined : reply(questions[0]);
    if (answer !== undefined) socket.send(encode({ type: "response", id, questions, ...answer }), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return { target: `127.0.0.1:${socket.address().port}`, close: () => void socket.close() };
};

/** Parts of a reply's flags (RFC 1035 section 4.1.1). */
export const authoritativeFlag = 1 << 10;
export const responseCodes = { serverFailure: 2, nameError: 3, refused: 5, notAuthoritative: 9 } as const;
