import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import type { UnsupportedReason, DnsRecordSet, UnsupportedRecordSet } from "@cogrion/domain";
import {
  bareDnsName,
  isDnsRecordType,
  parseCharacterStrings,
  plainDnsValue,
  printCharacterStrings,
} from "@cogrion/domain";

/**
 * Route 53 writes every byte of a name outside `a-z 0-9 - _ .` as `\ooo`, including the wildcard.
 * An escaped dot or backslash is not a separator, and stays escaped.
 */
export const plainNameOf = (name: string): string =>
  bareDnsName(name).replace(/\\([0-3][0-7]{2})/g, (escaped, digits: string) => {
    const char = String.fromCharCode(Number.parseInt(digits, 8));
    return char === "." || char === "\\" ? escaped : char.toLowerCase();
  });

export const writtenSetOf = ({ name, type, ttlSeconds, values, isProxied }: DnsRecordSet): ResourceRecordSet => {
  if (isProxied === true) throw new Error(`Route 53 cannot proxy: ${name} ${type} cannot be written there`);
  const written = (value: string): string => (type === "TXT" ? printCharacterStrings(value, "octal") : value);
  const ResourceRecords = values.map((value) => ({ Value: written(value) }));
  return { Name: `${name}.`, Type: type, TTL: ttlSeconds, ResourceRecords };
};

const unsupportedReasonOf = (set: ResourceRecordSet): UnsupportedReason | undefined => {
  if (set.AliasTarget !== undefined) return "alias";
  if (set.SetIdentifier !== undefined) return "routing_policy";
  return isDnsRecordType(set.Type ?? "") ? undefined : "unknown_type";
};

export const plainSetOf = (set: ResourceRecordSet): DnsRecordSet | UnsupportedRecordSet => {
  const name = plainNameOf(set.Name ?? "");
  const type: string = set.Type ?? "";
  const values = (set.ResourceRecords ?? []).map(({ Value }) => Value ?? "");
  const unsupportedReason = unsupportedReasonOf(set);
  if (unsupportedReason !== undefined || !isDnsRecordType(type)) {
    const alias = set.AliasTarget?.DNSName;
    return {
      name,
      type,
      unsupportedReason: unsupportedReason ?? "unknown_type",
      values: alias === undefined ? values : [alias],
    };
  }
  const plain = (value: string): string =>
    type === "TXT" ? parseCharacterStrings(value, "octal") : plainDnsValue(type, value);
  return { name, type, ttlSeconds: set.TTL ?? 0, values: values.map(plain) };
};
