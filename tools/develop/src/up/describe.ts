import type { StepId } from "@cogrion/domain";
import { stepIds, stepTitles } from "@cogrion/domain";
import { plain } from "@cogrion/cli/render/text";
import type { MainJobEvent } from "./progress.ts";

/** The text of an event for a person. `key` identifies the work that begins and ends with it. */
export type Description = { kind: "begins" | "done" | "stopped" | "undone"; key: string; text: string };

const numbered = (id: StepId): string => `${stepIds.indexOf(id) + 1}/9 ${stepTitles[id]}`;

const kindOf: Record<string, Description["kind"]> = {
  running: "begins",
  undoing: "begins",
  succeeded: "done",
  blocked: "stopped",
  failed: "stopped",
  undone: "undone",
};

/** Undefined for an event without meaning for a person. */
export const describeJob = (event: MainJobEvent): Description | undefined => {
  switch (event.kind) {
    case "account":
      return { kind: "done", key: "account", text: `account ${event.isNew ? "created" : "found"}` };
    case "workspace":
      return {
        kind: "done",
        key: "workspace",
        text: `workspace ${event.workspace.id} (${event.workspace.delegated_zone})`,
      };
    case "role_created":
      return {
        kind: "done",
        key: "role",
        text: `onboarding template launched in the client's AWS account ${event.awsAccountId}`,
      };
    case "bff_started":
      return { kind: "begins", key: "healthy", text: "waiting for the BFF's first heartbeat" };
    case "moved":
      return {
        kind: "done",
        key: "moved",
        text: `route and sign-in of ${event.workspaceId} moved to ${event.bffUrl}`,
      };
    case "healthy":
      return {
        kind: "done",
        key: "healthy",
        text: `${event.workspace.id} is ${event.workspace.state} and ${event.workspace.health ?? "of unknown health"}`,
      };
    default:
      return describeWorkspaceEvent(event.event);
  }
};

const describeWorkspaceEvent = ({
  type,
  data,
}: Extract<MainJobEvent, { kind: "event" }>["event"]): Description | undefined => {
  if (type === "state_changed" && data["state"] === "preflight") {
    return { kind: "begins", key: "preflight", text: "preflight" };
  }
  if (type === "preflight_finished") {
    return data["is_passed"] === true
      ? { kind: "done", key: "preflight", text: "preflight passed" }
      : { kind: "stopped", key: "preflight", text: "preflight: the client's account is not ready yet" };
  }
  if (type !== "step_changed") return undefined;
  const id = stepIds.find((each) => each === data["step"]);
  const kind = kindOf[String(data["status"])];
  if (id === undefined || kind === undefined) return undefined;
  return { kind, key: `step ${id}`, text: plain(numbered(id)) };
};
