import type { Observation } from "./deps.ts";

export const missing = (detail: string): Observation => ({ finding: "missing", detail });
export const changed = (detail: string): Observation => ({ finding: "changed", detail });
