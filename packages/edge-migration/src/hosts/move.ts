import type { DnsChange, DnsRecords, DnsRecordSet } from "@cogrion/domain";
import type { HostPlacement } from "./placement.ts";
import { hostPlacementOf, hostRecordTypes } from "./placement.ts";
import { isSameDnsSet } from "@cogrion/domain";
import type { Journal } from "../journal.ts";

/** A name's records before a cutover changed them, and its current target: the way back. */
export type HostJournal = { cutover?: { before: DnsRecordSet[]; target: string } | undefined };

export type HostLook = { placement: HostPlacement; sets: DnsRecordSet[] };

export type HostMove = {
  look(): Promise<HostLook>;
  /** Points the name at the AWS host. Repeatable. @throws NoRecordError */
  toAws(target: string): Promise<HostLook>;
  /** Restores the recorded records. Repeatable. @throws NoRecordError */
  back(): Promise<HostLook>;
};

export class NoRecordError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "NoRecordError";
  }
}

// An undone mistake ends after a minute.
const ttlSeconds = 60;

/** Changes a name's records in one step, so that the name always resolves. */
const changesTo = (host: string, sets: readonly DnsRecordSet[], wanted: readonly DnsRecordSet[]): DnsChange[] => {
  const gone = sets.filter(({ type }) => !wanted.some((each) => each.type === type));
  return [...gone.map(({ type }) => ({ remove: { name: host, type } })), ...wanted.map((put) => ({ put }))];
};

/**
 * Moves one public name between Cloudflare and AWS, at the host that serves its zone. The existing
 * records are recorded before the change.
 */
export const createHostMove = ({
  host,
  records,
  journal,
}: {
  host: string;
  records: DnsRecords;
  journal: Journal<HostJournal>;
}): HostMove => {
  const look = async (): Promise<HostLook> => {
    const found = await Promise.all(hostRecordTypes.map((type) => records.read({ name: host, type })));
    const sets = found.filter((set) => set !== undefined);
    return { placement: hostPlacementOf(sets), sets };
  };
  const changeTo = async (sets: readonly DnsRecordSet[], wanted: readonly DnsRecordSet[]): Promise<HostLook> => {
    const isThere =
      sets.length === wanted.length && wanted.every((each) => sets.some((set) => isSameDnsSet(set, each)));
    if (!isThere) await records.change(changesTo(host, sets, wanted));
    return look();
  };
  return {
    look,
    async toAws(target) {
      const { sets } = await look();
      if (sets.length === 0) throw new NoRecordError(`${host} has no A, AAAA or CNAME record in this zone.`);
      const wanted: DnsRecordSet = { name: host, type: "CNAME", ttlSeconds, values: [target] };
      const { cutover } = await journal.read();
      // After a move from one AWS host to another, the way back still leads to the original
      // records.
      const isOurs = cutover !== undefined && sets.some(({ values }) => values.includes(cutover.target));
      const isThere = sets.some((set) => isSameDnsSet(set, wanted));
      if (!isThere) await journal.write({ cutover: { before: isOurs ? cutover.before : sets, target } });
      return changeTo(sets, [wanted]);
    },
    async back() {
      const { cutover } = await journal.read();
      if (cutover === undefined) throw new NoRecordError(`No cutover of ${host} is recorded on this machine.`);
      const { sets } = await look();
      const now = await changeTo(sets, cutover.before);
      await journal.write({});
      return now;
    },
  };
};
