export * from "./client.ts";
export * from "./documented-errors.ts";
export * from "./route.ts";
export * from "./routes/index.ts";
export * from "./schemas/account.ts";
export * from "./schemas/bff.ts";
export * from "./schemas/common.ts";
export * from "./schemas/workspace.ts";
