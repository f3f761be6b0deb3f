import type { OperationCase, OperationId } from "../case.ts";
import { auditCases } from "./audit.ts";
import { bffCases } from "./bff.ts";
import { identityCases } from "./identity.ts";
import { issuerLinkCases } from "./issuer-links.ts";
import { membershipCases } from "./membership.ts";
import { servicePrincipalCases } from "./service-principals.ts";
import { signInGrantCases } from "./sign-in-grants.ts";
import { supportAccessCases } from "./support-access.ts";
import { tokenCases } from "./tokens.ts";
import { workspaceCases } from "./workspaces.ts";

/**
 * A request for each operation, so that the suite can try it with every kind of caller. An
 * operation without a case is a type error here, and a failure there:
 * docs/guides/add-an-endpoint.md says what to add.
 */
export const operationCases: Record<OperationId, OperationCase> = {
  "metadata.protected_resource": async () => ({}),
  ...identityCases,
  ...membershipCases,
  ...issuerLinkCases,
  ...supportAccessCases,
  ...servicePrincipalCases,
  ...workspaceCases,
  ...tokenCases,
  ...signInGrantCases,
  ...bffCases,
  ...auditCases,
};
