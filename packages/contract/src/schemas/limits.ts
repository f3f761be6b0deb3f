import { quotaNames, quotaSubjects } from "@cogrion/domain";
import { z } from "zod";

export const limits = z
  .object({
    rate_limits: z
      .array(z.object({ policy: z.string(), limit: z.int(), window_seconds: z.int() }))
      .meta({ description: "Requests in a window, by policy; the `RateLimit` headers state what is left" }),
    quotas: z
      .array(
        z.object({
          name: z.enum(quotaNames),
          title: z.string(),
          per: z.enum(quotaSubjects),
          limit: z.int(),
          window_seconds: z.int().nullable().meta({ description: "Null if the quota counts what exists now" }),
        }),
      )
      .meta({ description: "How much a person, account, workspace or mailbox may have, or create in a day" }),
  })
  .meta({ id: "Limits" });
