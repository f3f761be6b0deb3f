import { createHash } from "node:crypto";
import type { IdentifiedKey, Place, PublicKey, Store, Workspace, WorkspaceId } from "@cogrion/domain";
import { CogrionError, canTransition, isUnderRepair, isUrlWithinZone, nextStateOf } from "@cogrion/domain";
import type { BffCaller } from "../access/caller.ts";
import { auditOf } from "../access/caller.ts";
import { workspaceNotFound } from "../access/require.ts";
import { announceLocked } from "../health/announce.ts";
import { identifiedKeyOf } from "../service-principals/public-key.ts";
import { requireOwnWorkspace } from "./require-own.ts";

export type RegisterInput = {
  id: WorkspaceId;
  /** Created by the BFF at each start. */
  key: string;
  bffUrl: string;
  publicIp: string | undefined;
  /** Public keys by which the BFF proves itself to the realm; the one it had before among them while it rotates. */
  keys: readonly PublicKey[];
};

export type Registration = {
  workspaceId: WorkspaceId;
  bffUrl: string;
  /** False for a replayed registration that a newer one has replaced. */
  isCurrent: boolean;
};

/**
 * Registers a start of the BFF. A repetition returns the first response. If a newer start was
 * registered meanwhile, a repetition changes nothing.
 * @throws CogrionError `bff_url_outside_zone`, `workspace_state_conflict`, `idempotency_key_reused`,
 * `workspace_not_found`, and `request_invalid` for a key that is not on the curve
 */
export const registerBff = async (
  deps: { store: Store; place: Place },
  caller: BffCaller,
  input: RegisterInput,
  now: Date,
): Promise<Registration> => {
  const { delegatedZone } = await requireOwnWorkspace(deps, caller, input.id);
  if (!isUrlWithinZone(input.bffUrl, delegatedZone, deps.place.environment)) {
    throw new CogrionError("bff_url_outside_zone", {
      detail: `The URL must be an origin without a path, on a host below "${delegatedZone}".`,
    });
  }
  const keys = input.keys.map(identifiedKeyOf);
  return deps.store.transaction(async (tx) => {
    const workspace = await tx.workspaces.getForUpdate(input.id);
    if (workspace === undefined) throw workspaceNotFound(input.id);
    requireRegistrable(workspace);
    const requestHash = createHash("sha256")
      .update(JSON.stringify([input.bffUrl, input.publicIp, ...keys.map(({ id }) => id)]))
      .digest("hex");
    const { isNew, isCurrent, registration } = await tx.registrations.record(input.id, {
      key: input.key,
      requestHash,
      bffUrl: input.bffUrl,
    });
    if (registration.requestHash !== requestHash) {
      throw new CogrionError("idempotency_key_reused", {
        detail: "This key was already used to register something else. Create a new key at each start.",
      });
    }
    if (isNew) await applyRegistration(tx, caller, workspace, { ...input, keys }, now);
    return { workspaceId: input.id, bffUrl: registration.bffUrl, isCurrent };
  });
};

const requireRegistrable = (workspace: Workspace): void => {
  const { state } = workspace;
  if (canTransition(state, "register_bff") || isUnderRepair(workspace)) return;
  throw new CogrionError("workspace_state_conflict", {
    detail: `A BFF can register only while the workspace is "awaiting_bff", "active" or under repair; this workspace is "${state}".`,
    meta: { state },
  });
};

const applyRegistration = async (
  tx: Store,
  caller: BffCaller,
  workspace: Workspace,
  { id, bffUrl, publicIp, keys }: Omit<RegisterInput, "keys"> & { keys: readonly IdentifiedKey[] },
  now: Date,
): Promise<void> => {
  await tx.signIns.setKeys(id, keys);
  // A repair ends in the state of a workspace with a BFF, and looks at the route when it ends.
  const state = isUnderRepair(workspace) ? workspace.state : nextStateOf(workspace.state, "register_bff");
  const bff = { url: bffUrl, publicIp, registeredAt: now, lastHeartbeat: { at: now, reported: "healthy" as const } };
  const registered = await tx.workspaces.save({ ...workspace, state, bff });
  // The edge must not route to the BFF's old address until the next reconciliation.
  if (bffUrl !== (await announcedUrlOf(tx, workspace))) await tx.commands.enqueue(id, "reconcile");
  if (state !== workspace.state) await tx.events.append(id, "state_changed", { state });
  await tx.events.append(id, "bff_registered", { bff_url: bffUrl });
  await announceLocked(tx, registered, now);
  await tx.audit.append(
    auditOf(caller, {
      accountId: workspace.accountId,
      action: "bff.registered",
      target: { kind: "workspace", id },
      outcome: "succeeded",
      details: {
        before: { state: workspace.state, bff_url: workspace.bff?.url },
        after: { state, bff_url: bffUrl, public_ip: publicIp, keys: keys.map((key) => key.id) },
      },
    }),
  );
};

/**
 * Where the edge routes to: the last registered URL or, before any registration, the URL that the
 * nine steps expect.
 */
const announcedUrlOf = async (tx: Store, { id, bff }: Workspace): Promise<string | undefined> =>
  bff?.url ?? (await tx.steps.list(id)).find((step) => step.id === "publish_route")?.result?.["bff_url"];
