import type { StepId, WorkspaceId } from "@cogrion/domain";
import pg from "pg";
import type { GateProxy } from "@cogrion/testing/gate-proxy";
import type { StrictAws } from "@cogrion/testing/strict-aws";
import type { System } from "@cogrion/testing/system";
import { until } from "@cogrion/testing/until";

export type When = "before" | "after";

/** A held call: everything stops until it is released. */
export type Held = { held: Promise<unknown>; release(): Promise<void> | void };

export type MomentDeps = {
  system: System;
  aws: StrictAws;
  /** Gates in front of Workers KV and of Keycloak's admin API. */
  kv: GateProxy;
  keycloak: GateProxy;
};

type Moment = (deps: MomentDeps, when: When, id: WorkspaceId) => Promise<Held>;

const ofAws =
  (service: string, action: string, skip = 0): Moment =>
  ({ aws }, when) =>
    aws.gate({ service, action, skip }, when);

const isKvWrite = (method: string): boolean => method === "PUT";
const isClientCreation = (method: string, path: string): boolean =>
  method === "POST" && /\/clients\/?(\?|$)/.test(path);

/** Locks the row that step 7 writes; its UPDATE waits for the lock. */
const holdTenant = async (system: System, id: WorkspaceId): Promise<Held> => {
  const client = new pg.Client(system.databaseUrl);
  // Killing PostgreSQL is one of the cases.
  client.on("error", () => undefined);
  await client.connect();
  await client.query("begin");
  await client.query("select 1 from tenants where workspace_id = $1 for update", [id]);
  const isWaiting = async (): Promise<boolean> => {
    // Within a transaction, the first read of the sessions is cached.
    await client.query("select pg_stat_clear_snapshot()");
    const { rowCount } = await client.query(
      "select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%\"tenants\"%'",
    );
    return (rowCount ?? 0) > 0;
  };
  return {
    held: until("a statement that waits for the tenant", isWaiting),
    async release() {
      await client.query("rollback").catch(() => undefined);
      await client.end().catch(() => undefined);
    },
  };
};

/**
 * The call by which each step writes. Preflight assumes the role three times before step 1 does.
 * Step 3 changes records once before step 5 does. Step 6 checks the certificate once validation has
 * been held back.
 */
export const moments: Record<StepId, Moment> = {
  assume_role: ofAws("sts", "AssumeRole", 3),
  create_hosted_zone: ofAws("route53", "CreateHostedZone"),
  delegate_zone: ofAws("route53", "ChangeResourceRecordSets"),
  request_certificate: ofAws("acm", "RequestCertificate"),
  write_validation_record: ofAws("route53", "ChangeResourceRecordSets", 1),
  // Its own checks begin when the validation record exists, for which its moment waits
  // (kills.test.ts).
  await_certificate: ofAws("acm", "DescribeCertificate"),
  write_tenant: ({ system, kv }, when, id) =>
    when === "before" ? holdTenant(system, id) : Promise.resolve(kv.gate(isKvWrite, "before")),
  publish_route: ({ kv }, when) => Promise.resolve(kv.gate(isKvWrite, when)),
  create_sign_in_client: ({ keycloak }, when) => Promise.resolve(keycloak.gate(isClientCreation, when)),
};
