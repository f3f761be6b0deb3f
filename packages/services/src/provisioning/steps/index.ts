import type { StepId } from "@cogrion/domain";
import type { ProvisioningStep } from "../deps.ts";
import { assumeRole } from "./assume-role.ts";
import { awaitCertificate } from "./await-certificate.ts";
import { createHostedZone } from "./create-hosted-zone.ts";
import { createSignInClient } from "./create-sign-in-client.ts";
import { delegateZone } from "./delegate-zone.ts";
import { publishRoute } from "./publish-route.ts";
import { requestCertificate } from "./request-certificate.ts";
import { writeTenant } from "./write-tenant.ts";
import { writeValidationRecord } from "./write-validation-record.ts";

export const steps: Record<StepId, ProvisioningStep> = {
  assume_role: assumeRole,
  create_hosted_zone: createHostedZone,
  delegate_zone: delegateZone,
  request_certificate: requestCertificate,
  write_validation_record: writeValidationRecord,
  await_certificate: awaitCertificate,
  write_tenant: writeTenant,
  publish_route: publishRoute,
  create_sign_in_client: createSignInClient,
};
