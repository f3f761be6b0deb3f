import { makeLedgered, unmakeLedgered } from "../ledgered.ts";
import type { ProvisioningStep } from "../deps.ts";
import { lookPatiently } from "../patience.ts";
import { requireHostedZone } from "../require.ts";
import { isSameSet } from "../same-set.ts";

/** ACM looks the validation record up from the root, so the delegation has to be seen in the parent's servers before the certificate is waited for. */
export const delegateZone: ProvisioningStep = {
  id: "delegate_zone",
  async run(deps, context) {
    const { delegatedZone } = context.client;
    const { nameServers } = await requireHostedZone(deps, context);
    await makeLedgered(
      deps,
      context,
      { kind: "route53_delegation", step: "delegate_zone", owner: "cogrion", name: delegatedZone },
      () => deps.parentZone.delegate(delegatedZone, nameServers),
      () => undefined,
    );
    // Route 53 brings a change to all of the parent's servers within a minute, mostly within seconds.
    const seen = await lookPatiently(async () => {
      const shown = await deps.authoritativeDns.nameServersOf(delegatedZone);
      return isSameSet(nameServers, shown) ? shown : undefined;
    });
    if (seen === undefined) {
      throw new Error(`the parent zone's servers do not show the delegation of ${delegatedZone} yet`);
    }
    return { name_servers: seen.toSorted().join(" ") };
  },
  undo: (deps, context) =>
    unmakeLedgered(deps, context, "route53_delegation", ({ name }) => deps.parentZone.undelegate(name)),
};
