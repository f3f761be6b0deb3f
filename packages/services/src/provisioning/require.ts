import type { Certificate, HostedZone } from "@cogrion/domain";
import { BlockedError, clientHint } from "@cogrion/domain";
import type { ProvisioningDeps, StepContext } from "./deps.ts";

const gone = (thing: string, name: string): BlockedError =>
  new BlockedError(
    clientHint({
      code: "zone_conflict",
      summary: `The ${thing} ${name}, which an earlier step created, is no longer in the client's account.`,
      action: "Retry: it is created again.",
    }),
  );

/**
 * Reads a resource that an earlier step created. @throws BlockedError if somebody deleted it in the
 * client's account
 */
export const requireHostedZone = async (deps: ProvisioningDeps, { client }: StepContext): Promise<HostedZone> => {
  const zone = await deps.hostedZones.find(client);
  if (zone === undefined) throw gone("hosted zone", client.delegatedZone);
  return zone;
};

export const requireCertificate = async (
  { store, certificates }: ProvisioningDeps,
  { workspace, client }: StepContext,
): Promise<Certificate> => {
  const arn = (await store.ledger.find(workspace.id, "acm_certificate"))?.externalId;
  const certificate = arn === undefined ? await certificates.find(client) : await certificates.describe(client, arn);
  if (certificate === undefined) throw gone("certificate", `*.${client.delegatedZone}`);
  return certificate;
};
