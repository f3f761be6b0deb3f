import type { HostedZone, Route53Client } from "@aws-sdk/client-route-53";
import { cogrionAccountId } from "../credentials.ts";
import type { Moto } from "../moto.ts";
import { allZonesOf } from "../records.ts";
import { zoneOf } from "./reply.ts";

/** The closest zone that contains a name; undefined if the server has none. */
export type ZoneFinder = (name: string) => Promise<{ route53: Route53Client; zone: HostedZone } | undefined>;

const finderIn =
  (moto: Moto, accountsOf: (name: string) => readonly string[]): ZoneFinder =>
  async (name) => {
    for (const accountId of accountsOf(name)) {
      const { route53 } = await moto.clientsOf(accountId);
      // A private zone is visible only inside its VPCs.
      const zones = (await allZonesOf(route53)).filter(({ Config }) => Config?.PrivateZone !== true);
      const zone = zoneOf(name, zones);
      if (zone !== undefined) return { route53, zone };
    }
    return undefined;
  };

export const cogrionZones = (moto: Moto): ZoneFinder => finderIn(moto, () => [cogrionAccountId]);

/**
 * Zones of every other account: a server with the parent zone too would serve the name itself
 * instead of referring. `ownersOf` returns the accounts that ever created a zone of a name.
 */
export const clientZones = (moto: Moto, ownersOf: (zoneName: string) => readonly string[]): ZoneFinder =>
  finderIn(moto, (name) => {
    const labels = name.toLowerCase().split(".");
    const owners = labels.flatMap((_, index) => ownersOf(labels.slice(index).join(".")));
    return [...new Set(owners)].filter((each) => each !== cogrionAccountId);
  });
