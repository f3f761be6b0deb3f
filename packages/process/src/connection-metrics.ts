import type { Registry } from "@prometheus-io/client";
import { Counter, Gauge } from "@prometheus-io/client";

export type ClosedReason = "too_many" | "too_many_of_address" | "silent_reader" | "too_much_unsent";
type Held = { open: number; unsentBytes: number };

const names = {
  open: "http_open_connections",
  unsent: "http_unsent_bytes",
  closed: "http_connections_closed_total",
};

type Readers = Map<string, () => Held>;
const readersOf = new WeakMap<Registry, Readers>();

/** One set of series for all listeners of a process. */
export const createConnectionMetrics = (registry: Registry | undefined, listener: string, read: () => Held) => {
  if (registry === undefined) return { onClosed: (_reason: ClosedReason): void => undefined };
  const readers = readersOf.get(registry) ?? register(registry);
  readers.set(listener, read);
  const closed = registry.getSingleMetric(names.closed) as Counter<"listener" | "reason">;
  return { onClosed: (reason: ClosedReason): void => closed.inc({ listener, reason }) };
};

const register = (registry: Registry): Readers => {
  const readers: Readers = new Map();
  readersOf.set(registry, readers);
  const gauge = (name: string, help: string, valueOf: (held: Held) => number): Gauge<"listener"> =>
    new Gauge({
      name,
      help,
      labelNames: ["listener"],
      registers: [registry],
      collect() {
        for (const [listener, read] of readers) this.set({ listener }, valueOf(read()));
      },
    });
  gauge(names.open, "Open connections, by listener", ({ open }) => open);
  gauge(
    names.unsent,
    "Bytes of responses that wait in memory for slow readers, by listener",
    (held) => held.unsentBytes,
  );
  new Counter({
    name: names.closed,
    help: "Connections that the process closed to protect itself, by listener and reason",
    labelNames: ["listener", "reason"],
    registers: [registry],
  });
  return readers;
};
