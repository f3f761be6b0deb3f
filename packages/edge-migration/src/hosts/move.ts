import type { DnsChange, DnsRecords, DnsRecordSet } from "@cogrion/domain";
import type { HostPlacement } from "./placement.ts";
import { hostPlacementOf, hostRecordTypes } from "./placement.ts";
import { isSameDnsSet } from "@cogrion/domain";
import type { Journal } from "../journal.ts";

/** What a name's records were before a cutover changed them, and what it points at since: the way back. */
export type HostJournal = { cutover?: { before: DnsRecordSet[]; target: string } | undefined };

export type HostLook = { placement: HostPlacement; sets: DnsRecordSet[] };

export type HostMove = {
  look(): Promise<HostLook>;
  /** Points the name at the AWS host. Repeatable. @throws NoRecordError */
  toAws(target: string): Promise<HostLook>;
  /** Puts back what was recorded before. Repeatable. @throws NoRecordError */
  back(): Promise<HostLook>;
};

export class NoRecordError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "NoRecordError";
  }
}

// A mistake is gone a minute after it is undone.
const ttlSeconds = 60;

/** Changes a name's records in one step, with no moment in between without an answer. */
const changesTo = (host: string, sets: readonly DnsRecordSet[], wanted: readonly DnsRecordSet[]): DnsChange[] => {
  const gone = sets.filter(({ type }) => !wanted.some((each) => each.type === type));
  return [...gone.map(({ type }) => ({ remove: { name: host, type } })), ...wanted.map((put) => ({ put }))];
};

/**
 * Moves one public name between Cloudflare and AWS, at whichever host its zone is. The records that
 * were there are written down before the change.
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
      // From one AWS host to the next, the way back is still the one to where all began.
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
