import type { WorkspaceEventView, WorkspaceView } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";

/** What the main job reports to its display: a terminal, or a program that reads JSON lines. */
export type MainJobEvent =
  | { kind: "account"; accountId: string; isNew: boolean }
  | { kind: "workspace"; workspace: WorkspaceView }
  | { kind: "event"; event: WorkspaceEventView }
  | { kind: "role_created"; workspaceId: WorkspaceId; awsAccountId: string }
  | { kind: "bff_started"; workspaceId: WorkspaceId }
  /** Its route and its sign-in client, which pointed to the BFF's earlier address. */
  | { kind: "moved"; workspaceId: WorkspaceId; bffUrl: string }
  | { kind: "healthy"; workspace: WorkspaceView };
