import type { limits } from "@cogrion/contract";
import type { QuotaLimits } from "@cogrion/domain";
import { quotaNames, quotas } from "@cogrion/domain";
import type { z } from "zod";
import type { LimitSettings } from "../limits/policies.ts";

export const presentLimits = (settings: LimitSettings, quotaLimits: QuotaLimits): z.infer<typeof limits> => ({
  rate_limits: Object.entries(settings.quotas).map(([policy, limit]) => ({
    policy,
    limit,
    window_seconds: settings.windowSeconds,
  })),
  quotas: quotaNames.map((name) => {
    const { title, per, windowSeconds } = quotas[name];
    return { name, title, per, limit: quotaLimits[name], window_seconds: windowSeconds ?? null };
  }),
});
