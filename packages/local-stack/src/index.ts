export { ensureToolchain } from "./toolchain/index.ts";
export type { Toolchain } from "./toolchain/index.ts";
export { ToolchainError } from "./toolchain/error.ts";
export type { Progress } from "./toolchain/progress.ts";
