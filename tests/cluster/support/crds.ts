import { access } from "node:fs/promises";
import { join } from "node:path";
import { checkoutFolder } from "@cogrion/local-stack/env";
import type { TestNode } from "./node.ts";

/**
 * Custom resources of the parts that a region runs in addition to Cogrion. They are not ours, and
 * are beside the checkout.
 */
const folder = join(checkoutFolder, "..", "shared", "crds");
const kinds = [
  "elbv2.k8s.aws_ingressclassparams",
  "external-secrets.io_externalsecrets",
  "monitoring.coreos.com_podmonitors",
  "monitoring.coreos.com_prometheusrules",
  "monitoring.coreos.com_servicemonitors",
];

export const missingCrds = (): Promise<string[]> =>
  access(folder).then(
    () => [],
    () => [`There are no custom resource definitions at ${folder}.`],
  );

/** Installs them, and creates the namespace as a region has it. */
export const prepareRegion = async (node: TestNode): Promise<void> => {
  for (const each of kinds) await node.kubectl("apply", "--server-side", "-f", join(folder, `${each}.yaml`));
  await node.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s");
  await node.kubectl("create", "namespace", "cogrion");
  await node.kubectl("label", "namespace", "cogrion", "pod-security.kubernetes.io/enforce=restricted");
};
