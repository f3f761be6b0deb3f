import type { AuthoritativeAnswers, DnsChange, DnsRecords, DnsZoneContent, ParentDelegation } from "@cogrion/domain";
import type { RegistrarChange } from "./registrar-change.ts";
import type { ZoneDifference, ZoneObstacle } from "./copy.ts";
import { isSameDnsSet } from "@cogrion/domain";
import { registrarChangeOf } from "./registrar-change.ts";
import { zoneChangesOf, zoneDifferencesOf, zoneObstaclesOf } from "./copy.ts";

export type ZoneReport = { recordSets: number; obstacles: ZoneObstacle[]; differences: ZoneDifference[] };

export type ZoneMove = {
  /**
   * Compares each record set in both hosts' APIs, and, where they agree, the response of each of
   * the target's own servers.
   */
  verify(): Promise<ZoneReport>;
  /**
   * Makes the target equal to the source, and deletes only records that conflict with a copy.
   * Repeatable: it reads both hosts, so an interrupted run continues where it stopped. Returns the
   * number of changes.
   */
  backfill(onProgress?: (done: number, all: number) => void): Promise<number>;
  /**
   * What prevents the change at the registrar, the names to set there, or that it is done,
   * according to the parent zone's own servers.
   */
  registrar(): Promise<RegistrarChange>;
};

const maxChanges = 100;
const questionsAtOnce = 16;

/** A name's changes stay together: half of them would delete records without adding new ones. */
const batchesOf = (groups: readonly DnsChange[][]): DnsChange[][] => {
  const batches: DnsChange[][] = [];
  for (const group of groups) {
    const last = batches.at(-1);
    if (last !== undefined && last.length + group.length <= maxChanges) last.push(...group);
    else batches.push([...group]);
  }
  return batches;
};

/**
 * Moves the whole zone from one host to another. A person makes the last step, at the registrar.
 */
export const createZoneMove = ({
  zoneName,
  source,
  target,
  parent,
  answers,
}: {
  zoneName: string;
  source: DnsRecords;
  target: DnsRecords;
  parent: ParentDelegation;
  /** The addresses of the target's servers. */
  answers: AuthoritativeAnswers;
}): ZoneMove => {
  const answeredOtherwise = async (held: DnsZoneContent, copy: DnsZoneContent): Promise<ZoneDifference[]> => {
    const agreed = copy.recordSets.filter((set) => held.recordSets.some((other) => isSameDnsSet(set, other)));
    const found = new Map<string, ZoneDifference>();
    for (const server of await answers.serversOf(await target.nameServers())) {
      for (let from = 0; from < agreed.length; from += questionsAtOnce) {
        const some = agreed.slice(from, from + questionsAtOnce);
        const given = await Promise.all(some.map((set) => answers.valuesOf(server, set)));
        for (const [index, set] of some.entries()) {
          const { name, type } = set;
          const isServed = isSameDnsSet(set, { ...set, values: given[index] ?? [] });
          if (!isServed) found.set(`${name} ${type}`, { name, type, state: "answered_otherwise" });
        }
      }
    }
    return [...found.values()];
  };

  const look = async () => {
    const [held, copy] = await Promise.all([source.list(), target.list()]);
    const obstacles = zoneObstaclesOf(held, copy, zoneName);
    return { held, copy, obstacles, differences: zoneDifferencesOf(held, copy, zoneName) };
  };
  const lookAndAsk = async () => {
    const seen = await look();
    return { ...seen, differences: [...seen.differences, ...(await answeredOtherwise(seen.held, seen.copy))] };
  };
  return {
    async verify() {
      const { held, obstacles, differences } = await lookAndAsk();
      return { recordSets: held.recordSets.length + held.unsupported.length, obstacles, differences };
    },
    async backfill(onProgress = () => undefined) {
      const { held, copy } = await look();
      const groups = zoneChangesOf(held, copy, zoneName);
      const all = groups.flat().length;
      let done = 0;
      for (const batch of batchesOf(groups)) {
        await target.change(batch);
        done += batch.length;
        onProgress(done, all);
      }
      return all;
    },
    async registrar() {
      const [{ held, ...found }, ofSource, ofTarget, ofParent, isSigned] = await Promise.all([
        lookAndAsk(),
        source.nameServers(),
        target.nameServers(),
        parent.nameServersOf(zoneName),
        parent.isSigned(zoneName),
      ]);
      const nameServers = { source: ofSource, target: ofTarget, parent: ofParent };
      return registrarChangeOf({ ...found, source: held, nameServers, isSigned });
    },
  };
};
