import { expect, it } from "vitest";
import { goModOf } from "./kubernetes.ts";

it("replaces exactly the libraries that Kubernetes requires without a version", () => {
  const upstream = `module k8s.io/kubernetes

go 1.26.0

require (
\tk8s.io/api v0.0.0
\tk8s.io/client-go v0.0.0
\tk8s.io/kube-openapi v0.0.0-20260603220949-865597e52e25
\tk8s.io/klog/v2 v2.140.0
)

replace k8s.io/api => ./staging/src/k8s.io/api
`;
  expect(goModOf(upstream, "1.37.2")).toBe(`go 1.26.0

require k8s.io/kubernetes v1.37.2

replace (
\tk8s.io/api => k8s.io/api v0.37.2
\tk8s.io/client-go => k8s.io/client-go v0.37.2
)
`);
});
