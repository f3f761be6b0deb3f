import type { Amount } from "@cogrion/local-stack";
import type { MainJobEvent } from "./progress.ts";
import type { UpReporter } from "./reporter.ts";

const print = (line: string): void => console.log(line);

/**
 * A download reports every percent; a program gets every tenth, or every 16 MiB if the total is not
 * known.
 */
const partOf = ({ receivedBytes, totalBytes }: Amount): number =>
  totalBytes === undefined ? Math.floor(receivedBytes / 2 ** 24) : Math.floor((receivedBytes / totalBytes) * 10);

export const createJsonReporter = (writeLine: (line: string) => void = print): UpReporter => {
  const write = (fields: Record<string, unknown>): void => writeLine(JSON.stringify(fields));
  const lastStates = new Map<string, string>();
  return {
    heading: () => undefined,
    fetching(part, state, amount) {
      const coarse = amount === undefined ? state : `downloading ${partOf(amount)}`;
      if (lastStates.get(part) === coarse) return;
      lastStates.set(part, coarse);
      if (amount === undefined) return write({ event: "fetching", part, state });
      const { receivedBytes, totalBytes } = amount;
      const bytes = { received_bytes: receivedBytes, total_bytes: totalBytes ?? null };
      write({ event: "fetching", part, state: "downloading", ...bytes });
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
