import type { Drift, DriftReport } from "@cogrion/domain";
import { deleteRecorded } from "../provisioning/recorded.ts";
import type { ProvisioningDeps, StepContext } from "../provisioning/deps.ts";

/**
 * If a delegation outlives its zone, anyone who gets the same name servers could serve the name. It
 * is withdrawn once the zone was missing in two checks, one interval apart, and is restored
 * together with the zone.
 */
export const withdrawDelegation = async (
  deps: ProvisioningDeps,
  context: StepContext,
  previous: DriftReport | undefined,
): Promise<Drift | undefined> => {
  const wasMissing = previous?.drifts.some((each) => each.kind === "route53_hosted_zone" && each.finding === "missing");
  const name = context.client.delegatedZone;
  if (wasMissing !== true || (await deps.parentZone.read(name)) === undefined) return undefined;
  await deleteRecorded(deps, context, "route53_delegation", () => deps.parentZone.undelegate(name));
  return {
    kind: "route53_delegation",
    owner: "cogrion",
    name,
    finding: "changed",
    detail: `${name} was still delegated to a deleted hosted zone. The delegation was withdrawn, so that nobody else can take the name.`,
    isRepaired: true,
  };
};
