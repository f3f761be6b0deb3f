import { afterAll, beforeAll } from "vitest";
import type { Stage } from "./testing/stage.ts";
import { setStage } from "./testing/stage.ts";
import { authorizationOfOthersSuite } from "./testing/suites/authorization-of-others.ts";
import { authorizationSuite } from "./testing/suites/authorization.ts";
import { auditExportSuite } from "./testing/suites/audit-export.ts";
import { auditSuite } from "./testing/suites/audit.ts";
import { bffSuite } from "./testing/suites/bff.ts";
import { eventsSuite } from "./testing/suites/events.ts";
import { forgeriesSuite } from "./testing/suites/forgeries.ts";
import { hostileInputSuite } from "./testing/suites/hostile-input.ts";
import { httpSuite } from "./testing/suites/http.ts";
import { identitySuite } from "./testing/suites/identity.ts";
import { invitationsSuite } from "./testing/suites/invitations.ts";
import { membersSuite } from "./testing/suites/members.ts";
import { servicePrincipalsSuite } from "./testing/suites/service-principals.ts";
import { slowBodiesSuite } from "./testing/suites/slow-bodies.ts";
import { supportAccessSuite } from "./testing/suites/support-access.ts";
import { workspacesSuite } from "./testing/suites/workspaces.ts";

// One file, because a Keycloak of its own for each suite would be most of the run.
let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.stop());

identitySuite(() => stage);
membersSuite(() => stage);
invitationsSuite(() => stage);
workspacesSuite(() => stage);
bffSuite(() => stage);
auditSuite(() => stage);
eventsSuite(() => stage);
httpSuite(() => stage);
hostileInputSuite(() => stage);
forgeriesSuite(() => stage);
supportAccessSuite(() => stage);
servicePrincipalsSuite(() => stage);
auditExportSuite(() => stage);
authorizationSuite(() => stage);
authorizationOfOthersSuite(() => stage);
slowBodiesSuite(() => stage);
