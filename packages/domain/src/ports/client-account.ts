import type { ClientRole } from "../workspace/workspace.ts";
import type { PreflightReport } from "../provisioning/preflight.ts";
import type { WorkspaceId } from "../workspace/id.ts";

/** What each call into the client's account needs to know of the workspace. */
export type ClientContext = {
  workspaceId: WorkspaceId;
  role: ClientRole;
  delegatedZone: string;
  /**
   * External ids of other workspaces in the same AWS account, which this workspace's role must not
   * take. For the preflight.
   */
  foreignExternalIds?: string[];
};

/**
 * The client's AWS account through the role that it gave us. Sessions are short-lived, kept in memory only, and never part of a workflow's history.
 * All methods throw BlockedError where the client has to act, and RejectedError where AWS rejects a
 * request for a reason unknown to us; a plain Error is worth a retry.
 */
export type ClientAccount = {
  /** Assumes the role again and returns the account that STS names. */
  assumeRole(context: ClientContext): Promise<{ assumedRoleArn: string; accountId: string }>;
  preflight(context: ClientContext): Promise<PreflightReport>;
};

export type HostedZone = { id: string; name: string; nameServers: string[] };

export type ResourceRecord = { name: string; type: "CNAME" | "NS" | "TXT" | "A"; ttlSeconds: number; values: string[] };

export type ClientHostedZones = {
  /** By name and our tag; another zone of the same name that is not ours is ignored. */
  find(context: ClientContext): Promise<HostedZone | undefined>;
  /**
   * A lost answer cannot make a second zone: the caller reference is the same for every repetition. Route 53 refuses the reference of a zone that was
   * deleted, so its id, where one was known, makes the next one.
   */
  create(context: ClientContext, replacedId: string | undefined): Promise<HostedZone>;
  /** Idempotent: a missing zone is not an error. Throws BlockedError when records of others are left in it. */
  delete(context: ClientContext, zoneId: string): Promise<void>;
  /** The values of a record set; undefined where there is none. */
  readRecord(
    context: ClientContext,
    zoneId: string,
    record: Pick<ResourceRecord, "name" | "type">,
  ): Promise<string[] | undefined>;
  upsertRecord(context: ClientContext, zoneId: string, record: ResourceRecord): Promise<void>;
  /** Idempotent; a record that differs from ours is not touched. */
  deleteRecord(context: ClientContext, zoneId: string, record: Pick<ResourceRecord, "name" | "type">): Promise<void>;
};

export type Certificate = {
  arn: string;
  status: "pending_validation" | "issued" | "failed" | "timed_out";
  failureReason: string | undefined;
  /** Undefined for the first moments after the request, as ACM works. */
  validationRecord: { name: string; value: string } | undefined;
};

export type ClientCertificates = {
  /** For `*.{zone}` and `{zone}`, by our tag. */
  find(context: ClientContext): Promise<Certificate | undefined>;
  /** ACM forgets the token after an hour, so `find` comes first. At most 32 characters of letters, digits and underscore. */
  request(context: ClientContext, idempotencyToken: string): Promise<{ arn: string }>;
  describe(context: ClientContext, arn: string): Promise<Certificate | undefined>;
  delete(context: ClientContext, arn: string): Promise<void>;
};
