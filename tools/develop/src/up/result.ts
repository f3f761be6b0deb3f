import type { WorkspaceView } from "@cogrion/contract";
import type { StartedRegion } from "@cogrion/local-stack";
import type { LocalUser } from "./sign-in-lines.ts";

export type UpResult = {
  workspaces: { workspace: WorkspaceView; region: StartedRegion; bffUrl: string }[];
  /** The inbox of all mail that the stack sends. */
  mailUrl: string;
  /** The sign-in entry of all regions. */
  signInOrigin: string;
  dashboardOrigin: string;
  user: LocalUser;
};
