import type { Registry } from "@prometheus-io/client";
import { Counter, Gauge } from "@prometheus-io/client";

export type ClosedReason = "too_many" | "too_many_of_address" | "silent_reader" | "too_much_unsent";
type Held = { open: number; unsentBytes: number };

const names = {
  open: "http_open_connections",
  unsent: "http_unsent_bytes",
  closed: "http_connections_closed_total",
};

type Series = { readers: Map<string, () => Held>; closed: Counter<"listener" | "reason"> };
const seriesOf = new WeakMap<Registry, Series>();

/** One set of series for all listeners of a process. */
export const createConnectionMetrics = (registry: Registry | undefined, listener: string, read: () => Held) => {
  if (registry === undefined) return { onClosed: (_reason: ClosedReason): void => undefined };
  const { readers, closed } = seriesOf.get(registry) ?? register(registry);
  readers.set(listener, read);
  return { onClosed: (reason: ClosedReason): void => closed.inc({ listener, reason }) };
};

const register = (registry: Registry): Series => {
  const readers: Series["readers"] = new Map();
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
  const closed = new Counter({
    name: names.closed,
    help: "Connections that the process closed to protect itself, by listener and reason",
    labelNames: ["listener", "reason"],
    registers: [registry],
  });
  const series = { readers, closed };
  seriesOf.set(registry, series);
  return series;
};
