import { constants } from "node:os";

/** Parts of one layer end together: first what serves, then what it stands on, and last what keeps the data. */
export type Layer = "app" | "service" | "store";
export const endingOrder: readonly Layer[] = ["app", "service", "store"];

/** One line on the guard's standard input. `pid` leads a process group of its own. */
export type GuardMessage =
  | { kind: "started"; pid: number; layer: Layer; stopSignal: NodeJS.Signals }
  | { kind: "ended"; pid: number };

export const formatGuardMessage = (message: GuardMessage): string =>
  message.kind === "started"
    ? `started ${message.pid} ${message.layer} ${message.stopSignal}\n`
    : `ended ${message.pid}\n`;

const isSignal = (name: string): name is NodeJS.Signals => Object.hasOwn(constants.signals, name);

/** Undefined for a line that is no message: a launcher that is killed can leave half of one. */
export const parseGuardMessage = (line: string): GuardMessage | undefined => {
  const [kind, id = "", layerName = "", stopSignal = ""] = line.split(" ");
  const pid = Number(id);
  // The groups 0 and 1 are one's own and the system's.
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  if (kind === "ended") return { kind, pid };
  const layer = endingOrder.find((each) => each === layerName);
  if (kind !== "started" || layer === undefined || !isSignal(stopSignal)) return undefined;
  return { kind, pid, layer, stopSignal };
};
