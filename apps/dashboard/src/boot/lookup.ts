import type { SiteRegion } from "../site.ts";
import { regionOf, site } from "../site.ts";

export type Found = { region: SiteRegion } | { error: string };

const pattern = /^w-[a-z0-9][a-z0-9-]{0,30}[a-z0-9]$/;

/** Which region a workspace lives in, as the public lookup has it. */
export const lookUp = async (given: string): Promise<Found> => {
  const typed = given.trim().toLowerCase();
  const id = typed.startsWith("w-") ? typed : `w-${typed}`;
  if (!pattern.test(id)) return { error: "A workspace id looks like w-acme: letters, digits and hyphens." };
  const url = new URL(site.lookupUrl);
  url.searchParams.set("tenant", id);
  try {
    const response = await fetch(url, { headers: { accept: "application/json" }, signal: AbortSignal.timeout(10_000) });
    if (response.status === 404)
      return {
        error: `No workspace is named ${id}. One that is still being provisioned is found by its region below.`,
      };
    const answer = (await response.json()) as { region?: unknown };
    const region = typeof answer.region === "string" ? regionOf(answer.region) : undefined;
    if (!response.ok || region === undefined) return { error: "The lookup is unavailable. Choose your region below." };
    return { region };
  } catch {
    return { error: "The lookup cannot be reached. Choose your region below, or try again." };
  }
};
