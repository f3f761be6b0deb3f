import type { Environment } from "@cogrion/domain/naming/environment";
import { delegatedZoneOf } from "@cogrion/domain/naming/hosts";
import { isRegionId } from "@cogrion/domain/naming/region";
import { isUrlWithinZone } from "@cogrion/domain/naming/urls";
import type { WorkspaceId } from "@cogrion/domain/workspace/id";
import * as z from "zod/mini";

const shape = z.strictObject({ region: z.string(), bff_url: z.string() });

/** The answer's bytes, made anew from what was read; undefined when the stored text is not a route of this very tenant. */
export const answerOf = (text: string, tenant: WorkspaceId, environment: Environment): string | undefined => {
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch {
    return undefined;
  }
  const route = shape.safeParse(stored);
  if (!route.success || !isRegionId(route.data.region)) return undefined;
  const { region, bff_url } = route.data;
  const zone = delegatedZoneOf(tenant, { environment, region });
  return isUrlWithinZone(bff_url, zone, environment) ? JSON.stringify({ region, bff_url }) : undefined;
};
