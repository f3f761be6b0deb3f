import type { Store } from "@cogrion/domain";
import type { Logger, Registry } from "@cogrion/telemetry";
import type { LoopMonitor } from "./monitor.ts";

/** What every loop needs. */
export type LoopContext = { store: Store; logger: Logger; registry: Registry; monitor: LoopMonitor };
