import { access, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkoutFolder } from "@cogrion/local-stack/env";
import type { TestNode } from "./node.ts";

/**
 * Custom resources of the parts that a region runs in addition to Cogrion. They are not ours, and
 * are beside the checkout.
 */
const folder = join(checkoutFolder, "..", "shared", "crds");
const kinds = [
  { group: "elbv2.k8s.aws", plural: "ingressclassparams", kind: "IngressClassParams", version: "v1beta1" },
  { group: "external-secrets.io", plural: "externalsecrets", kind: "ExternalSecret", version: "v1" },
  { group: "monitoring.coreos.com", plural: "podmonitors", kind: "PodMonitor", version: "v1" },
  { group: "monitoring.coreos.com", plural: "prometheusrules", kind: "PrometheusRule", version: "v1" },
  { group: "monitoring.coreos.com", plural: "servicemonitors", kind: "ServiceMonitor", version: "v1" },
];

export const missingCrds = (): Promise<string[]> =>
  access(folder).then(
    () => [],
    () => [`There are no custom resource definitions at ${folder}.`],
  );

/** Takes every field: for tests that only need the kind to exist. */
const permissive = ({ group, plural, kind, version }: (typeof kinds)[number]): object => ({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: `${plural}.${group}` },
  spec: {
    group,
    scope: kind === "IngressClassParams" ? "Cluster" : "Namespaced",
    names: { plural, singular: kind.toLowerCase(), kind },
    versions: [
      {
        name: version,
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      },
    ],
  },
});

/** Installs the kinds: the real definitions where they are, and others that check nothing where they are not. */
export const installKinds = async (node: TestNode): Promise<void> => {
  const areReal = (await missingCrds()).length === 0;
  for (const each of kinds) {
    const real = join(folder, `${each.group}_${each.plural}.yaml`);
    const own = join(node.folder, `${each.plural}.json`);
    if (!areReal) await writeFile(own, JSON.stringify(permissive(each)));
    await node.kubectl("apply", "--server-side", "-f", areReal ? real : own);
  }
  await node.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s");
};

/** Installs them, and creates the namespace as a region has it. */
export const prepareRegion = async (node: TestNode): Promise<void> => {
  await installKinds(node);
  await node.kubectl("create", "namespace", "cogrion");
  await node.kubectl("label", "namespace", "cogrion", "pod-security.kubernetes.io/enforce=restricted");
};
