export * from "./inter-region.ts";
export * from "./keys/key-sets.ts";
export * from "./principal/directory.ts";
export * from "./principal/resolve.ts";
export type { Refusal } from "./token/refusal.ts";
export * from "./token/verifier.ts";
