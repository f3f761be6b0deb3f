import { presentLimits } from "../../views/limits.ts";
import type { HandlerDeps, PublicHandlers } from "./deps.ts";

export const createLimitHandlers = ({ limits, quotaLimits }: HandlerDeps): Pick<PublicHandlers, "getLimits"> => ({
  getLimits: async () => ({ status: 200, body: presentLimits(limits, quotaLimits) }),
});
