import { cogrionAccessKeyId } from "@cogrion/emulators/aws/credentials";
import type { Kubernetes } from "./kubernetes.ts";

const path = "apis/admissionregistration.k8s.io/v1";
const name = "worker-credentials";

// The emulator knows accounts by the key's id, and checks no signature.
const variables = { AWS_ACCESS_KEY_ID: cogrionAccessKeyId, AWS_SECRET_ACCESS_KEY: "emulator" };

const patches = Object.entries(variables).map(
  ([variable, value]) =>
    `JSONPatch{op: "add", path: "/spec/containers/0/env/-", ` +
    `value: Object.spec.containers.env{name: "${variable}", value: "${value}"}}`,
);

/** Gives the worker's pods credentials as they are created: what EKS' webhook does with a role of IRSA. */
export const injectCredentials = async (kubernetes: Kubernetes): Promise<void> => {
  await kubernetes.apply(`${path}/mutatingadmissionpolicies/${name}`, {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "MutatingAdmissionPolicy",
    metadata: { name },
    spec: {
      matchConstraints: {
        resourceRules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
      },
      matchConditions: [{ name: "worker", expression: 'object.spec.serviceAccountName.endsWith("-worker")' }],
      failurePolicy: "Fail",
      reinvocationPolicy: "Never",
      mutations: [{ patchType: "JSONPatch", jsonPatch: { expression: `[${patches.join(", ")}]` } }],
    },
  });
  await kubernetes.apply(`${path}/mutatingadmissionpolicybindings/${name}`, {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "MutatingAdmissionPolicyBinding",
    metadata: { name },
    spec: { policyName: name },
  });
};
