import { stepIds, stepTitles } from "@cogrion/domain";
import type { MainJobEvent } from "./progress.ts";

/** How `up` tells what happens: lines for a person, or JSON lines for a program. */
export type UpReporter = {
  fetching(part: string, state: string): void;
  fetched(part: string, version: string): void;
  started(part: string, port: number): void;
  job(event: MainJobEvent): void;
  note(line: string): void;
};

const json = (fields: Record<string, unknown>): void => console.log(JSON.stringify(fields));

export const createJsonReporter = (): UpReporter => ({
  fetching: (part, state) => json({ event: "fetching", part, state }),
  fetched: (part, version) => json({ event: "fetched", part, version }),
  started: (part, port) => json({ event: "started", part, port }),
  job(event) {
    if (event.kind === "event") json({ event: "workspace_event", ...event.event });
    else json({ event: event.kind, ...fieldsOf(event) });
  },
  note: () => undefined,
});

const fieldsOf = (event: Exclude<MainJobEvent, { kind: "event" }>): Record<string, unknown> => {
  if (event.kind === "account") return { account_id: event.accountId, is_new: event.isNew };
  if (event.kind === "workspace" || event.kind === "healthy") {
    return { workspace: event.workspace.id, state: event.workspace.state, health: event.workspace.health };
  }
  return { workspace: event.workspaceId };
};

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

const marks: Record<string, string> = { succeeded: "✔", blocked: "■", failed: "✘", undone: "↶" };

export const createLineReporter = (): UpReporter => {
  const beganAt = new Map<string, number>();
  const lastShare = new Map<string, string>();
  return {
    fetching(part, state) {
      // A download tells every per cent; a person reads every tenth.
      const coarse = state.replace(/\d %$/, "0 %");
      if (lastShare.get(part) === coarse) return;
      lastShare.set(part, coarse);
      console.log(`  … ${part}: ${coarse}`);
    },
    fetched(part, version) {
      if (lastShare.has(part)) console.log(`  ✔ ${part} ${version}`);
    },
    started: (part, port) => console.log(`  ✔ ${part.padEnd(16)} port ${port}`),
    note: (line) => console.log(line),
    job(event) {
      switch (event.kind) {
        case "account":
          return console.log(`  ✔ account ${event.isNew ? "created" : "found"}`);
        case "workspace":
          return console.log(`  ✔ workspace ${event.workspace.id} (${event.workspace.delegated_zone})`);
        case "role_created":
          return console.log(`  ✔ onboarding template launched in AWS account ${event.awsAccountId}`);
        case "bff_started":
          return console.log("  ✔ BFF started");
        case "healthy":
          return console.log(
            `  ✔ ${event.workspace.id} is ${event.workspace.state} and ${event.workspace.health ?? ""}`,
          );
        case "event":
          return printWorkspaceEvent(event.event);
      }
    },
  };

  function printWorkspaceEvent({ type, data, at }: Extract<MainJobEvent, { kind: "event" }>["event"]): void {
    if (type === "preflight_finished") {
      return console.log(
        `  ${data["is_passed"] === true ? "✔ preflight passed" : "■ preflight: the account is not ready"}`,
      );
    }
    if (type !== "step_changed") return;
    const id = stepIds.find((each) => each === data["step"]);
    if (id === undefined) return;
    const time = Date.parse(at);
    if (data["status"] === "running") return void beganAt.set(id, time);
    const mark = marks[String(data["status"])];
    if (mark === undefined) return;
    const took = seconds(time - (beganAt.get(id) ?? time));
    console.log(`  ${mark} ${stepIds.indexOf(id) + 1}/9 ${stepTitles[id].padEnd(48)} ${took}`);
  }
};
