import type { DnsRecords, DnsRecordSet } from "@cogrion/domain";
import type { HostJournal } from "@cogrion/edge-migration/hosts/move";
import type { Journal } from "@cogrion/edge-migration/journal";
import { createHostMove, NoRecordError } from "@cogrion/edge-migration/hosts/move";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DnsHosts } from "@cogrion/testing/dns-hosts";
import { startDnsHosts, zoneName } from "@cogrion/testing/dns-hosts";

let hosts: DnsHosts;
beforeAll(async () => {
  hosts = await startDnsHosts();
});
afterAll(() => hosts?.stop());

const host = `auth.${zoneName}`;
const target = "d111.cloudfront.net";
const other = "d222.cloudfront.net";
/** The record below a Worker's route. */
const proxied: DnsRecordSet = { name: host, type: "AAAA", ttlSeconds: 300, values: ["100::"], isProxied: true };
const plain: DnsRecordSet[] = [
  { name: host, type: "A", ttlSeconds: 300, values: ["192.0.2.1", "192.0.2.2"] },
  { name: host, type: "AAAA", ttlSeconds: 300, values: ["2001:db8::1"] },
];
const cname = (value: string): DnsRecordSet => ({ name: host, type: "CNAME", ttlSeconds: 60, values: [value] });

const inMemory = (): Journal<HostJournal> => {
  let kept: HostJournal = {};
  return { read: async () => kept, write: async (state) => void (kept = state) };
};

describe.each<["cloudflare" | "route53", DnsRecordSet[]]>([
  ["cloudflare", [proxied]],
  ["cloudflare", plain],
  ["route53", plain],
])("a name in a zone at %s", (name, before) => {
  const records = () => hosts[name];
  const moveWith = (journal: Journal<HostJournal>, at: DnsRecords = records()) =>
    createHostMove({ host, records: at, journal });
  const setUp = async (): Promise<Journal<HostJournal>> => {
    const gone = (["A", "AAAA", "CNAME"] as const).map((type) => ({ remove: { name: host, type } }));
    await records().change(gone);
    await records().change(before.map((put) => ({ put })));
    return inMemory();
  };

  test("moves, again and again, and comes back as it was", async () => {
    const move = moveWith(await setUp());
    const { placement } = await move.look();
    for (let time = 0; time < 2; time += 1) {
      expect(await move.toAws(target)).toEqual({ placement: "aws", sets: [cname(target)] });
    }
    expect(await move.back()).toMatchObject({ placement, sets: before });
    // The second caller finds nothing to undo.
    await expect(move.back()).rejects.toThrow(NoRecordError);
  });

  test("from one AWS host to the next, the way back is still the first", async () => {
    const move = moveWith(await setUp());
    await move.toAws(target);
    await move.toAws(other);
    expect((await move.back()).sets).toEqual(before);
  });

  test("killed before and after the change, the next one knows the way back", async () => {
    const journal = await setUp();
    const killed = (at: "before" | "after"): DnsRecords => ({
      ...records(),
      change: async (changes) => {
        if (at === "after") await records().change(changes);
        throw new Error("killed");
      },
    });
    await expect(moveWith(journal, killed("before")).toAws(target)).rejects.toThrow("killed");
    await expect(moveWith(journal, killed("after")).toAws(target)).rejects.toThrow("killed");
    await moveWith(journal).toAws(target);
    await expect(moveWith(journal, killed("after")).back()).rejects.toThrow("killed");
    expect((await moveWith(journal).back()).sets).toEqual(before);
  });
});

test("a name without a record is rejected, and so is a rollback without a recorded cutover", async () => {
  const nowhere = createHostMove({ host: `nothing.${zoneName}`, records: hosts.cloudflare, journal: inMemory() });
  await expect(nowhere.toAws(target)).rejects.toThrow(NoRecordError);
  await expect(nowhere.back()).rejects.toThrow(NoRecordError);
  expect(await nowhere.look()).toEqual({ placement: "nowhere", sets: [] });
});
