import type { MainJobEvent } from "./progress.ts";
import type { UpReporter } from "./reporter.ts";

const write = (fields: Record<string, unknown>): void => console.log(JSON.stringify(fields));

export const createJsonReporter = (): UpReporter => {
  const lastStates = new Map<string, string>();
  return {
    heading: () => undefined,
    fetching(part, state) {
      if (lastStates.get(part) === state) return;
      lastStates.set(part, state);
      write({ event: "fetching", part, state });
    },
    fetched: (part, version) => write({ event: "fetched", part, version }),
    starting: (part) => write({ event: "starting", part }),
    started: (part, port) => write({ event: "started", part, port }),
    job(event) {
      if (event.kind === "event") write({ event: "workspace_event", ...event.event });
      else write({ event: event.kind, ...fieldsOf(event) });
    },
    close: () => undefined,
  };
};

const fieldsOf = (event: Exclude<MainJobEvent, { kind: "event" }>): Record<string, unknown> => {
  if (event.kind === "account") return { account_id: event.accountId, is_new: event.isNew };
  if (event.kind === "workspace" || event.kind === "healthy") {
    return { workspace: event.workspace.id, state: event.workspace.state, health: event.workspace.health };
  }
  return { workspace: event.workspaceId };
};
