export { createLambdaHost } from "./lambda/host.ts";
export { createLambdaEdgeHost } from "./lambda-edge/host.ts";
export { logFault } from "./log.ts";
export { problem } from "./problem.ts";
export type { EdgeHandler, EdgeRequest } from "./request.ts";
