import { constants } from "node:os";

/**
 * Parts of one layer end together: first the apps, then the services that they use, then the
 * stores.
 */
export type Layer = "app" | "service" | "store";
export const endingOrder: readonly Layer[] = ["app", "service", "store"];

/** One line on the reaper's standard input. `pid` leads its own process group. */
export type ReaperMessage =
  | { kind: "started"; pid: number; layer: Layer; stopSignal: NodeJS.Signals }
  | { kind: "ended"; pid: number };

export const formatReaperMessage = (message: ReaperMessage): string =>
  message.kind === "started"
    ? `started ${message.pid} ${message.layer} ${message.stopSignal}\n`
    : `ended ${message.pid}\n`;

const isSignal = (name: string): name is NodeJS.Signals => Object.hasOwn(constants.signals, name);

/** Undefined for an invalid line: a launcher that is killed can leave half a message. */
export const parseReaperMessage = (line: string): ReaperMessage | undefined => {
  const [kind, id = "", layerName = "", stopSignal = ""] = line.split(" ");
  const pid = Number(id);
  // Process groups 0 and 1 are the caller's own and the system's.
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  if (kind === "ended") return { kind, pid };
  const layer = endingOrder.find((each) => each === layerName);
  if (kind !== "started" || layer === undefined || !isSignal(stopSignal)) return undefined;
  return { kind, pid, layer, stopSignal };
};
