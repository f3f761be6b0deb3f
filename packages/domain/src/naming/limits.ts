import { CogrionError } from "../errors/error.ts";
import type { WorkspaceId } from "../workspace/id.ts";
import { defaultRoleNameOf } from "../workspace/workspace.ts";
import { bucketOf, bucketPurposes } from "./buckets.ts";
import type { Place } from "./hosts.ts";
import { delegatedZoneOf, regionalHostOf, regionalServices, workspaceHostOf, workspaceServices } from "./hosts.ts";

/** A name that an outside system stores. All such names are ASCII, so a character is an octet. */
export type LimitedName = { what: string; name: string; maxOctets: number };

/** Each name that contains a workspace's id, with the limit of the system that stores it. */
export const workspaceNamesOf = (id: WorkspaceId, place: Place): LimitedName[] => {
  const zone = delegatedZoneOf(id, place);
  return [
    // ACM API, RequestCertificate: the first name becomes the common name, which RFC 5280 limits.
    { what: "the first name of an ACM certificate", name: `*.${zone}`, maxOctets: 64 },
    // RFC 1035 section 2.3.4.
    { what: "a DNS label", name: id, maxOctets: 63 },
    // The longest name in the zone is ACM's validation record: an underscore and 32 hexadecimal
    // digits.
    { what: "a DNS name", name: `_${"0".repeat(32)}.${zone}`, maxOctets: 253 },
    // IAM API, CreateRole.
    { what: "the name of an IAM role", name: defaultRoleNameOf(id), maxOctets: 64 },
    // STS API, AssumeRole: RoleSessionName. CloudFormation API, CreateStack: StackName takes 128.
    { what: "the name of an STS session", name: `cogrion-${id}`, maxOctets: 64 },
    // Route 53 API, CreateHostedZone: CallerReference, which ends with the workspace's generation.
    { what: "Route 53's caller reference", name: `cogrion/${id}/${2 ** 31 - 1}`, maxOctets: 128 },
    // Keycloak's columns CLIENT_ID and REDIRECT_URIS.VALUE are varchar(255).
    ...workspaceServices.map((service) => ({
      what: "a redirect URI in Keycloak",
      name: `https://${workspaceHostOf(service, id, place)}/*`,
      maxOctets: 255,
    })),
    // Cloudflare KV, limits: key size.
    { what: "a key in Cloudflare KV", name: id, maxOctets: 512 },
  ];
};

/** Each name that contains a region's id. */
export const placeNamesOf = (place: Place): LimitedName[] => [
  // Amazon S3, bucket naming rules.
  ...bucketPurposes.map((purpose) => ({ what: "an S3 bucket", name: bucketOf(purpose, place), maxOctets: 63 })),
  { what: "a DNS label", name: place.region, maxOctets: 63 },
  ...regionalServices.map((service) => ({
    what: "the first name of an ACM certificate",
    name: regionalHostOf(service, place),
    maxOctets: 64,
  })),
  // Keycloak's column REALM.NAME is varchar(255).
  { what: "a realm in Keycloak", name: place.region, maxOctets: 255 },
];

export const tooLong = (names: readonly LimitedName[]): LimitedName | undefined =>
  names.find(({ name, maxOctets }) => name.length > maxOctets);

/** The maximum length of a slug here: 32 characters, or fewer if the region's domain is long. */
export const longestSlugAt = (place: Place): number => {
  let length = 32;
  while (length > 0 && tooLong(workspaceNamesOf(`w-${"x".repeat(length)}` as WorkspaceId, place)) !== undefined)
    length--;
  return length;
};

/**
 * @throws CogrionError `workspace_slug_invalid` if an outside system could not store a name with
 * this slug
 */
export const requireNamesThatFit = (id: WorkspaceId, place: Place): void => {
  const found = tooLong(workspaceNamesOf(id, place));
  if (found === undefined) return;
  const longest = longestSlugAt(place);
  throw new CogrionError("workspace_slug_invalid", {
    detail: `In ${place.region}, a slug has at most ${longest} characters: "${found.name}" would be longer than the ${found.maxOctets} octets of ${found.what}.`,
    meta: { max_length: longest },
  });
};
