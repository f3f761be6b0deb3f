import { afterAll, beforeAll } from "vitest";
import type { Stage } from "./support/stage.ts";
import { setStage } from "./support/stage.ts";
import { authorizationOfOthersSuite } from "./authorization-of-others.test.ts";
import { authorizationSuite } from "./authorization.test.ts";
import { auditExportSuite } from "./audit-export.test.ts";
import { auditSuite } from "./audit.test.ts";
import { bffSuite } from "./bff.test.ts";
import { eventsSuite } from "./events.test.ts";
import { forgeriesSuite } from "./forgeries.test.ts";
import { hostileInputSuite } from "./hostile-input.test.ts";
import { httpSuite } from "./http.test.ts";
import { identitySuite } from "./identity.test.ts";
import { invitationsSuite } from "./invitations.test.ts";
import { membersSuite } from "./members.test.ts";
import { servicePrincipalsSuite } from "./service-principals.test.ts";
import { slowBodiesSuite } from "./slow-bodies.test.ts";
import { supportAccessSuite } from "./support-access.test.ts";
import { workspacesSuite } from "./workspaces.test.ts";

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
