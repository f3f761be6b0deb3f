import type { HostedZone, Route53Client } from "@aws-sdk/client-route-53";
import { GetHostedZoneCommand, ListHostedZonesByNameCommand } from "@aws-sdk/client-route-53";
import { bareDnsName } from "@cogrion/domain";

export type ParentZoneOptions = {
  zoneName: string;
  /** The id from Terraform; without it, the account's only public zone of this name. */
  zoneId?: string | undefined;
};

const isParent = ({ Name, Config }: HostedZone, zoneName: string): boolean =>
  bareDnsName(Name) === zoneName && Config?.PrivateZone !== true;

/**
 * The id of the region's public zone, looked up once. A private zone can have the same name (a
 * VPC's split view), but nobody outside would see a delegation in it.
 */
export const createParentZoneId = (route53: Route53Client, options: ParentZoneOptions): (() => Promise<string>) => {
  let found: Promise<string> | undefined;
  return () => {
    found ??= lookUp(route53, options).catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  };
};

const lookUp = async (route53: Route53Client, { zoneName, zoneId }: ParentZoneOptions): Promise<string> => {
  if (zoneId !== undefined) {
    const { HostedZone: zone } = await route53.send(new GetHostedZoneCommand({ Id: zoneId }));
    if (zone !== undefined && isParent(zone, zoneName)) return zoneId;
    throw new Error(`the hosted zone ${zoneId} is not the public zone ${zoneName}`);
  }
  const answer = await route53.send(new ListHostedZonesByNameCommand({ DNSName: zoneName }));
  const zones = (answer.HostedZones ?? []).filter((zone) => isParent(zone, zoneName));
  const [zone] = zones;
  if (zone?.Id === undefined) throw new Error(`Cogrion's account has no public hosted zone ${zoneName}`);
  if (zones.length > 1) throw new Error(`Cogrion's account has ${zones.length} public hosted zones ${zoneName}`);
  return zone.Id;
};
