import { regionDomainOf } from "@cogrion/domain/naming/hosts";
import type { RegionId } from "@cogrion/domain";
import type { Planned } from "@cogrion/testing/terraform/workspace";
import type { Deployed } from "../plan.ts";

export type Context = Deployed & { account: string; awsRegion: string; cidr: string; resources: readonly Planned[] };

/** A rule for every region; it returns the violations, one per line. */
export type Policy = { name: string; check: (context: Context) => string[] };

export const ofType = ({ resources }: Context, ...types: string[]): Planned[] =>
  resources.filter(({ type }) => types.includes(type));

/** Each resource of a type must have these values. */
export const requires =
  (type: string, expected: Record<string, unknown>) =>
  (context: Context): string[] => {
    const found = ofType(context, type);
    if (found.length === 0) return [`there is no ${type}`];
    return found.flatMap(({ address, values }) =>
      Object.entries(expected).flatMap(([name, value]) =>
        JSON.stringify(values[name]) === JSON.stringify(value)
          ? []
          : [`${address}: ${name} is ${JSON.stringify(values[name])}, not ${JSON.stringify(value)}`],
      ),
    );
  };

export const allStrings = (value: unknown): string[] => {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(allStrings);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(allStrings) : [];
};

/** The domain that the code gives the region. */
export const domainOf = ({ environment, region }: Context): string =>
  regionDomainOf({ environment, region: region as RegionId });
