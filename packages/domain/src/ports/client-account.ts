import type { ClientRole } from "../workspace/workspace.ts";
import type { CertificateRenewal } from "../provisioning/certificate-renewal.ts";
import type { PreflightReport } from "../provisioning/preflight.ts";
import type { WorkspaceId } from "../workspace/id.ts";

/** What each call into the client's account needs to know about the workspace. */
export type ClientContext = {
  workspaceId: WorkspaceId;
  role: ClientRole;
  delegatedZone: string;
  /**
   * External ids of other workspaces in the same AWS account, which this workspace's role must
   * reject. For the preflight.
   */
  foreignExternalIds?: string[];
};

/**
 * The client's AWS account, accessed through the client's role. Sessions are short-lived, kept only
 * in memory, and never part of a workflow's history. Methods throw BlockedError if the client has
 * to act, and RejectedError if AWS rejects a request for a reason that we do not know. Any other
 * Error can be retried.
 */
export type ClientAccount = {
  /** Assumes the role again and returns the account that STS reports. */
  assumeRole(context: ClientContext): Promise<{ assumedRoleArn: string; accountId: string }>;
  preflight(context: ClientContext): Promise<PreflightReport>;
};

export type HostedZone = { id: string; name: string; nameServers: string[] };

export type ResourceRecord = { name: string; type: "CNAME" | "NS" | "TXT" | "A"; ttlSeconds: number; values: string[] };

export type ClientHostedZones = {
  /** Finds by name and our tag; another zone of the same name is ignored. */
  find(context: ClientContext): Promise<HostedZone | undefined>;
  /**
   * A lost response cannot create a second zone, because every repetition within one generation of
   * the workspace uses the same caller reference. Route 53 rejects the reference of a deleted zone,
   * so the next generation has another one.
   * @throws RejectedError if a zone of this generation was created and is deleted
   */
  create(context: ClientContext, generation: number): Promise<HostedZone>;
  /**
   * Idempotent: a missing zone is not an error. Throws BlockedError if the zone contains records of
   * others.
   */
  delete(context: ClientContext, zoneId: string): Promise<void>;
  /** The values of a record set; undefined if it does not exist. */
  readRecord(
    context: ClientContext,
    zoneId: string,
    record: Pick<ResourceRecord, "name" | "type">,
  ): Promise<string[] | undefined>;
  upsertRecord(context: ClientContext, zoneId: string, record: ResourceRecord): Promise<void>;
  /** Idempotent; a record that differs from ours is not changed. */
  deleteRecord(context: ClientContext, zoneId: string, record: Pick<ResourceRecord, "name" | "type">): Promise<void>;
};

export type Certificate = {
  arn: string;
  status: "pending_validation" | "issued" | "failed" | "timed_out";
  failureReason: string | undefined;
  /** Undefined for the first moments after the request, because ACM adds it later. */
  validationRecord: { name: string; value: string } | undefined;
  renewal: CertificateRenewal;
};

export type ClientCertificates = {
  /** Finds the certificate for `*.{zone}` and `{zone}` by our tag. */
  find(context: ClientContext): Promise<Certificate | undefined>;
  /**
   * ACM forgets the token after an hour, so `find` runs first. At most 32 characters of letters,
   * digits and underscore.
   */
  request(context: ClientContext, idempotencyToken: string): Promise<{ arn: string }>;
  describe(context: ClientContext, arn: string): Promise<Certificate | undefined>;
  delete(context: ClientContext, arn: string): Promise<void>;
};
