import type { DriftFinding, HostedZone, LedgerEntry, ResourceKind } from "@cogrion/domain";
import { bareDnsName, isSameRoute, redirectUrisOf } from "@cogrion/domain";
import type { ProvisioningDeps, StepContext } from "../provisioning/deps.ts";
import { isSameSet } from "../provisioning/same-set.ts";
import { expectedRouteOf, workspaceUrlOptions } from "../provisioning/steps/publish-route.ts";

export type Found = { finding: DriftFinding; detail: string };

export type Scene = {
  deps: ProvisioningDeps;
  context: StepContext;
  entry: LedgerEntry;
  /** Undefined when it is not there. */
  zone: HostedZone | undefined;
};

/** Compares one thing of the ledger with what there really is; undefined when they agree. An outage is thrown. */
export type Look = (scene: Scene) => Promise<Found | undefined>;

const missing = (detail: string): Found => ({ finding: "missing", detail });
const changed = (detail: string): Found => ({ finding: "changed", detail });

const lookAtCertificate: Look = async ({ deps, context, entry }) => {
  const { externalId: arn, name } = entry;
  const found =
    arn === undefined
      ? await deps.certificates.find(context.client)
      : await deps.certificates.describe(context.client, arn);
  if (found === undefined) return missing(`The certificate for ${name} is no longer in the account.`);
  if (found.status === "issued") return undefined;
  return changed(
    `The certificate ${found.arn} is ${found.status}${found.failureReason ? `: ${found.failureReason}` : ""}.`,
  );
};

/** ACM renews the certificate only for as long as the record stays. */
const lookAtValidationRecord: Look = async ({ deps, context, entry, zone }) => {
  if (zone === undefined) return missing(`${entry.name} went with its hosted zone; ACM cannot renew the certificate.`);
  const values = await deps.hostedZones.readRecord(context.client, zone.id, { name: entry.name, type: "CNAME" });
  if (values === undefined) return missing(`${entry.name} is gone; ACM cannot renew the certificate.`);
  const written = (await deps.store.steps.list(context.workspace.id)).find(({ id }) => id === entry.step)?.result;
  const expected = written?.["record_value"];
  if (expected === undefined || isSameSet(values.map(bareDnsName), [bareDnsName(expected)])) return undefined;
  return changed(`${entry.name} leads to ${values.join(" ")}; ACM cannot renew the certificate.`);
};

const lookAtDelegation: Look = async ({ deps, entry, zone }) => {
  // Where the zone is missing, withdrawal.ts decides.
  if (zone === undefined) return undefined;
  const delegated = await deps.parentZone.read(entry.name);
  if (delegated === undefined) return missing(`${entry.name} was not delegated any more.`);
  if (isSameSet(delegated, zone.nameServers)) return undefined;
  return changed(`${entry.name} was delegated to ${delegated.toSorted().join(" ")}.`);
};

const lookAtTenant: Look = async ({ deps, entry, context }) => {
  const tenant = await deps.tenants.get(context.workspace.id);
  if (tenant === undefined) return missing(`The primary region had no tenant ${entry.name}.`);
  return tenant.status === "active" ? undefined : changed(`The tenant ${entry.name} was ${tenant.status}.`);
};

const lookAtRoute: Look = async ({ deps, entry, context }) => {
  const expected = expectedRouteOf(deps, context.workspace);
  for (const held of await deps.routes.read(context.workspace.id)) {
    if (held === undefined || held.state === "deleted") return missing(`The edge had no route for ${entry.name}.`);
    if (held.state === "damaged") return changed(`The edge's route for ${entry.name} was damaged.`);
    if (isSameRoute(held.route, expected)) continue;
    return changed(`The edge led ${entry.name} to ${held.route.bff_url} in ${held.route.region}.`);
  }
  return undefined;
};

const lookAtSignInClient: Look = async ({ deps, entry, context }) => {
  const client = await deps.signInClients.get(context.workspace.id);
  if (client === undefined) return missing(`The sign-in client ${entry.name} was gone.`);
  const expected = redirectUrisOf(context.workspace.id, deps.place, workspaceUrlOptions(deps));
  if (!client.isThirdParty) return changed(`The sign-in client ${entry.name} was trusted like one of Cogrion's own.`);
  if (isSameSet(client.redirectUris, expected)) return undefined;
  return changed(`The sign-in client ${entry.name} was redirected to ${client.redirectUris.join(" ")}.`);
};

const lookAtZone: Look = async ({ entry, zone }) =>
  zone === undefined ? missing(`The hosted zone ${entry.name} is no longer in the account.`) : undefined;

export const looks: Record<ResourceKind, Look> = {
  route53_hosted_zone: lookAtZone,
  route53_delegation: lookAtDelegation,
  acm_certificate: lookAtCertificate,
  route53_validation_record: lookAtValidationRecord,
  tenant: lookAtTenant,
  edge_route: lookAtRoute,
  keycloak_client: lookAtSignInClient,
};
