import { expect, test } from "vitest";
import { denialOf, denialOfResult } from "./denial.ts";

const user = "User: arn:aws:sts::222222222222:assumed-role/CogrionProvisioning/s is not authorized to perform:";

// IAM User Guide, "Access denied error message examples".
test.each([
  ["because no identity-based policy allows the acm:RequestCertificate action", "missing"],
  ["with an explicit deny in an identity-based policy", "explicit_deny"],
  ["with an explicit deny in a permissions boundary", "permissions_boundary"],
  ["because no permissions boundary allows the acm:RequestCertificate action", "permissions_boundary"],
  ["with an explicit deny in a service control policy", "service_control_policy"],
  ["because no service control policy allows the acm:RequestCertificate action", "service_control_policy"],
  ["with an explicit deny in a resource control policy", "service_control_policy"],
  ["", "missing"],
] as const)("%s: %s", (text, reason) => {
  expect(denialOf("acm:RequestCertificate", `${user} acm:RequestCertificate ${text}`).reason).toBe(reason);
});

const result = { EvalActionName: "acm:RequestCertificate" };

test.each([
  [{ EvalDecision: "allowed" } as const, undefined],
  [{ EvalDecision: "implicitDeny" } as const, "missing"],
  [{ EvalDecision: "explicitDeny" } as const, "explicit_deny"],
  [
    { EvalDecision: "implicitDeny", OrganizationsDecisionDetail: { AllowedByOrganizations: false } } as const,
    "service_control_policy",
  ],
  [
    {
      EvalDecision: "implicitDeny",
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
    } as const,
    "permissions_boundary",
  ],
])("a simulation's %j is %s", (decision, reason) => {
  expect(denialOfResult({ ...result, ...decision })?.reason).toBe(reason);
});
