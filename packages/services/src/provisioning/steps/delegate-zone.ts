import { changed, missing } from "../observation.ts";
import { createRecorded, deleteRecorded } from "../recorded.ts";
import type { ProvisioningStep } from "../deps.ts";
import { poll } from "../poll.ts";
import { requireHostedZone } from "../require.ts";
import { isSameSet } from "../same-set.ts";

/**
 * ACM resolves the validation record from the root, so the parent's servers must return the
 * delegation before the wait for the certificate.
 */
export const delegateZone: ProvisioningStep = {
  id: "delegate_zone",
  async run(deps, context) {
    const { delegatedZone } = context.client;
    const { nameServers } = await requireHostedZone(deps, context);
    await createRecorded(
      deps,
      context,
      { kind: "route53_delegation", step: "delegate_zone", owner: "cogrion", name: delegatedZone },
      () => deps.parentZone.delegate(delegatedZone, nameServers),
      () => undefined,
    );
    // ACM may query any of the parent's servers, so all of them must return the change.
    const isShown = await poll(async () => {
      const shown = await deps.authoritativeDns.delegationsOf(delegatedZone);
      return shown.every((each) => isSameSet(nameServers, each)) || undefined;
    });
    if (isShown === undefined) {
      throw new Error(`not every server of the parent zone returns the delegation of ${delegatedZone} yet`);
    }
    return { name_servers: nameServers.toSorted().join(" ") };
  },
  undo: (deps, context) =>
    deleteRecorded(deps, context, "route53_delegation", ({ name }) => deps.parentZone.undelegate(name)),
  async observe({ deps, entry, zone }) {
    // Reconciliation withdraws a delegation without a zone.
    if (zone === undefined) return undefined;
    const delegated = await deps.parentZone.read(entry.name);
    if (delegated === undefined) return missing(`The delegation of ${entry.name} was missing.`);
    if (isSameSet(delegated, zone.nameServers)) return undefined;
    return changed(`${entry.name} was delegated to ${delegated.toSorted().join(" ")}.`);
  },
};
