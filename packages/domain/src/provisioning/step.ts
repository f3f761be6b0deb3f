/** The nine steps, in their order. */
export const stepIds = [
  "assume_role",
  "create_hosted_zone",
  "delegate_zone",
  "request_certificate",
  "write_validation_record",
  "await_certificate",
  "write_tenant",
  "publish_route",
  "create_sign_in_client",
] as const;
export type StepId = (typeof stepIds)[number];

/** The steps that work in the client's account. */
export const clientSteps: readonly StepId[] = [
  "assume_role",
  "create_hosted_zone",
  "request_certificate",
  "write_validation_record",
  "await_certificate",
];

export const stepTitles: Record<StepId, string> = {
  assume_role: "Assume the role in the client's account",
  create_hosted_zone: "Create the hosted zone in the client's account",
  delegate_zone: "Delegate the zone from Cogrion's parent zone",
  request_certificate: "Request the certificate",
  write_validation_record: "Write the certificate's validation record",
  await_certificate: "Wait until the certificate is issued",
  write_tenant: "Write the tenant record",
  publish_route: "Publish the route at the edge",
  create_sign_in_client: "Create the sign-in client",
};

export const stepStatuses = ["pending", "running", "succeeded", "blocked", "failed", "undoing", "undone"] as const;
export type StepStatus = (typeof stepStatuses)[number];

export type Step = {
  id: StepId;
  status: StepStatus;
  /** How often the step began, including retries by Temporal and by people. */
  attempts: number;
  startedAt: Date | undefined;
  finishedAt: Date | undefined;
  /** What the step created or found, for people: zone id, certificate ARN. Never a secret. */
  result: Record<string, string> | undefined;
};
