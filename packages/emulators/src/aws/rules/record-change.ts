import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import type { RecordChange } from "../call.ts";
import { bareName } from "../records.ts";

const isSame = (change: RecordChange, found: ResourceRecordSet): boolean => {
  const values = (found.ResourceRecords ?? []).map(({ Value }) => bareName(Value));
  return (
    String(found.TTL) === change.ttl &&
    values.length === change.values.length &&
    values.every((value) => change.values.includes(value))
  );
};

/**
 * Route 53's own reason to reject a change; undefined if it accepts it. A batch is applied
 * completely or not at all.
 */
export const refusalOf = (
  change: RecordChange,
  zone: string,
  existing: readonly ResourceRecordSet[],
): string | undefined => {
  const { action, name, type } = change;
  if (name !== zone && !name.endsWith(`.${zone}`)) {
    return `RRSet with DNS name ${name}. is not permitted in zone ${zone}.`;
  }
  if (type === "NS" && name.startsWith("*.")) {
    return `RRSet with DNS name ${name}., type NS, SetIdentifier null cannot be created as wildcard NS records are not supported.`;
  }
  const ofName = existing.filter((record) => bareName(record.Name) === name);
  const found = ofName.find((record) => record.Type === type);
  if (action === "DELETE") {
    const what = `Tried to delete resource record set [name='${name}.', type='${type}']`;
    if (found === undefined) return `${what} but it was not found`;
    if (!isSame(change, found)) return `${what} but the values provided do not match the current values`;
    if (name === zone && (type === "NS" || type === "SOA")) {
      return `A HostedZone must contain ${type === "NS" ? "at least one NS record" : "exactly one SOA record"} for the zone itself.`;
    }
    return undefined;
  }
  if (action === "CREATE" && found !== undefined) {
    return `Tried to create resource record set [name='${name}.', type='${type}'] but it already exists`;
  }
  const clashes =
    type === "CNAME"
      ? ofName.some((record) => record.Type !== "CNAME")
      : ofName.some((record) => record.Type === "CNAME");
  // RFC 1034 section 3.6.2: no other records exist beside a CNAME.
  return clashes
    ? `RRSet of type ${type} with DNS name ${name}. is not permitted as a conflicting RRSet with the same DNS name already exists in zone ${zone}.`
    : undefined;
};
