import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import { connect } from "node:net";
import { ChangeResourceRecordSetsCommand } from "@aws-sdk/client-route-53";
import type { Packet, Question } from "dns-packet";
import { decode, encode, streamDecode, streamEncode } from "dns-packet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accountInventory, ensureParentZone } from "../accounts.ts";
import { cogrionAccountId } from "../credentials.ts";
import type { Stage } from "@cogrion/testing/aws";
import { startStage } from "@cogrion/testing/aws";

const zone = "sgp-1.example.com";
const delegated = `w-a.${zone}`;
const nameServers = ["ns-1.client.example.net", "ns-2.client.example.net"];

let stage: Stage;
let resolver: Resolver;
const change = async (Action: "UPSERT" | "DELETE") => {
  const { hostedZones } = await accountInventory(stage.endpointUrl, cogrionAccountId);
  const ResourceRecords = nameServers.map((Value) => ({ Value }));
  await stage.own.route53.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: hostedZones.find(({ name }) => name === zone)?.id,
      ChangeBatch: {
        Changes: [{ Action, ResourceRecordSet: { Name: delegated, Type: "NS", TTL: 300, ResourceRecords } }],
      },
    }),
  );
};
beforeAll(async () => {
  stage = await startStage();
  resolver = new Resolver({ tries: 1 });
  resolver.setServers([stage.dnsServer]);
  await ensureParentZone({ endpointUrl: stage.endpointUrl, accountId: cogrionAccountId, zoneName: zone });
  await change("UPSERT");
});
afterAll(() => stage?.stop());

const address = () => {
  const [host = "", port = ""] = stage.dnsServer.split(":");
  return { host, port: Number(port) };
};
const queryOf = (name: string, type: Question["type"]): Packet => ({
  type: "query",
  id: 7,
  questions: [{ name, type }],
});

const askOverUdp = async (name: string, type: Question["type"]): Promise<Packet> => {
  const socket = createSocket("udp4");
  try {
    socket.send(encode(queryOf(name, type)), address().port, address().host);
    const [message] = (await once(socket, "message")) as [Buffer];
    return decode(message);
  } finally {
    socket.close();
  }
};

describe("the name server of Cogrion's zones", () => {
  it("refers to the delegated zone's servers, as a parent does: in the authority section, without authority", async () => {
    for (const name of [delegated, `bff.${delegated}`]) {
      const { answers, authorities, flags = 0 } = await askOverUdp(name, "NS");
      expect(answers).toEqual([]);
      expect(authorities).toMatchObject(nameServers.map((data) => ({ type: "NS", name: delegated, data })));
      expect(flags & 0x0400).toBe(0);
    }
  });

  it("so that a resolver which reads answers only finds none there, as with a real parent", async () => {
    await expect(resolver.resolveNs(delegated)).rejects.toMatchObject({ code: "ENODATA" });
  });

  it("answers for its own zone", async () => {
    const servers = await resolver.resolveNs(zone);
    expect(servers).toHaveLength(4);
    const soa = await resolver.resolveSoa(zone);
    expect(servers).toContain(soa.nsname);
  });

  it("follows changes at once", async () => {
    await change("DELETE");
    await expect(resolver.resolveNs(delegated)).rejects.toMatchObject({ code: "ENOTFOUND" });
    await change("UPSERT");
    expect((await askOverUdp(delegated, "NS")).authorities).toHaveLength(2);
  });

  it("denies names that are not there, and refuses zones that are not its own", async () => {
    await expect(resolver.resolve4(`nobody.${zone}`)).rejects.toMatchObject({ code: "ENOTFOUND" });
    await expect(resolver.resolve4("example.org")).rejects.toMatchObject({ code: "EREFUSED" });
  });

  it("answers over TCP too, one connection's queries in order, also when they come in pieces", async () => {
    const socket = connect(address());
    const received: Packet[] = [];
    const done = new Promise<void>((resolve) => {
      let pending = Buffer.alloc(0);
      socket.on("data", (piece: Buffer) => {
        pending = Buffer.concat([pending, piece]);
        while (pending.length > 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
          received.push(streamDecode(pending));
          pending = pending.subarray(2 + pending.readUInt16BE(0));
        }
        if (received.length === 2) resolve();
      });
    });
    const bytes = Buffer.concat([streamEncode(queryOf(delegated, "NS")), streamEncode(queryOf(zone, "SOA"))]);
    socket.write(bytes.subarray(0, 5));
    await once(socket, "connect");
    socket.write(bytes.subarray(5));
    await done;
    socket.destroy();
    expect(received.map(({ answers = [], authorities = [] }) => [answers.length, authorities.length])).toEqual([
      [0, 2],
      [1, 0],
    ]);
  });

  it("survives input that is not a query", async () => {
    const socket = createSocket("udp4");
    socket.send(Buffer.from("no dns at all"), address().port, address().host);
    expect((await askOverUdp(zone, "SOA")).answers).toHaveLength(1);
    socket.close();
  });
});
