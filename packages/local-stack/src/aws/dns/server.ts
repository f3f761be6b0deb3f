import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { ListHostedZonesCommand } from "@aws-sdk/client-route-53";
import type { HostedZone, ResourceRecordSet } from "@aws-sdk/client-route-53";
import type { Answer, Packet, Question } from "dns-packet";
import { decode, encode, streamDecode, streamEncode } from "dns-packet";
import { cogrionAccountId } from "../credentials.ts";
import type { Moto } from "../moto.ts";
import { recordsOf } from "../rules/route53.ts";

const authoritative = 1 << 10;
const responseCodes = { ok: 0, nameError: 3, refused: 5 };

const bare = (name: string | undefined): string => (name ?? "").replace(/\.$/, "").toLowerCase();
const isWithin = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`);

const answersOf = (record: ResourceRecordSet): Answer[] => {
  const name = bare(record.Name);
  const ttl = record.TTL ?? 300;
  const values = (record.ResourceRecords ?? []).map(({ Value }) => Value ?? "");
  if (record.Type === "NS" || record.Type === "CNAME") {
    const type = record.Type;
    return values.map((value) => ({ type, name, ttl, data: bare(value) }));
  }
  if (record.Type === "A") return values.map((data) => ({ type: "A", name, ttl, data }));
  if (record.Type === "TXT") return values.map((data) => ({ type: "TXT", name, ttl, data: data.replaceAll('"', "") }));
  return [];
};

type Reply = { flags: number; answers?: Answer[]; authorities?: Answer[] };

/** As an authoritative server answers (RFC 1034 section 4.3.2): a name beneath a delegation gets a referral. */
const replyTo = async (moto: Moto, { name, type }: Question): Promise<Reply> => {
  const asked = bare(name);
  const { route53 } = await moto.clientsOf(cogrionAccountId);
  const { HostedZones = [] } = await route53.send(new ListHostedZonesCommand({}));
  const zone = HostedZones.filter((each: HostedZone) => isWithin(asked, bare(each.Name)))
    .toSorted((a, b) => bare(b.Name).length - bare(a.Name).length)
    .at(0);
  if (zone === undefined) return { flags: responseCodes.refused };
  const apex = bare(zone.Name);
  const records = await recordsOf(moto, cogrionAccountId, zone.Id ?? "");
  const delegation = records.find(
    (record) => record.Type === "NS" && bare(record.Name) !== apex && isWithin(asked, bare(record.Name)),
  );
  if (delegation !== undefined) return { flags: responseCodes.ok, authorities: answersOf(delegation) };
  const ofName = records.filter((record) => bare(record.Name) === asked);
  const answers = ofName.filter((record) => record.Type === type || record.Type === "CNAME").flatMap(answersOf);
  const isKnown = records.some((record) => isWithin(bare(record.Name), asked));
  return { flags: authoritative | (isKnown ? responseCodes.ok : responseCodes.nameError), answers };
};

const packetFor = async (moto: Moto, query: Packet): Promise<Packet> => {
  const [question] = query.questions ?? [];
  const base = { type: "response", ...(query.id === undefined ? {} : { id: query.id }) } as const;
  if (question === undefined) return { ...base, flags: responseCodes.refused };
  return { ...base, questions: [question], ...(await replyTo(moto, question)) };
};

/** Serves the zones of Cogrion's account, over UDP and TCP, on loopback. */
export const startDnsServer = async (moto: Moto, port: number): Promise<{ close(): void }> => {
  const udp = createSocket("udp4");
  udp.on("message", (message, { port: from, address }) => {
    Promise.resolve()
      .then(() => packetFor(moto, decode(message)))
      .then((packet) => udp.send(encode(packet), from, address))
      // A malformed question gets no answer, as from any server under attack.
      .catch(() => undefined);
  });
  await new Promise<void>((resolve, reject) => {
    udp.once("error", reject);
    udp.bind(port, "127.0.0.1", resolve);
  });
  const tcp = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", (data) => {
      Promise.resolve()
        .then(() => packetFor(moto, streamDecode(data)))
        .then((packet) => socket.end(streamEncode(packet)))
        .catch(() => socket.destroy());
    });
  });
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
