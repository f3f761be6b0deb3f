import { changed, missing } from "../observation.ts";
import { createRecorded, deleteRecorded } from "../recorded.ts";
import type { ProvisioningStep } from "../deps.ts";
import { poll } from "../poll.ts";
import { requireHostedZone } from "../require.ts";
import { isSameSet } from "../same-set.ts";

/** ACM looks the validation record up from the root, so the delegation has to be seen in the parent's servers before the certificate is waited for. */
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
    // Route 53 brings a change to all of the parent's servers within a minute, mostly within seconds.
    const seen = await poll(async () => {
      const shown = await deps.authoritativeDns.nameServersOf(delegatedZone);
      return isSameSet(nameServers, shown) ? shown : undefined;
    });
    if (seen === undefined) {
      throw new Error(`the parent zone's servers do not return the delegation of ${delegatedZone} yet`);
    }
    return { name_servers: seen.toSorted().join(" ") };
  },
  undo: (deps, context) =>
    deleteRecorded(deps, context, "route53_delegation", ({ name }) => deps.parentZone.undelegate(name)),
  async observe({ deps, entry, zone }) {
    // A delegation without a zone is withdrawn by the reconciliation.
    if (zone === undefined) return undefined;
    const delegated = await deps.parentZone.read(entry.name);
    if (delegated === undefined) return missing(`The delegation of ${entry.name} was missing.`);
    if (isSameSet(delegated, zone.nameServers)) return undefined;
    return changed(`${entry.name} was delegated to ${delegated.toSorted().join(" ")}.`);
  },
};
