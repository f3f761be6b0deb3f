/**
 * `dev` and `prod` are separate clusters that share nothing; `local` is the stack on an engineer's
 * machine, the only one whose URLs are plain http.
 */
export const environments = ["dev", "prod", "local"] as const;
export type Environment = (typeof environments)[number];

const rootDomains: Record<Environment, string> = {
  prod: "cogrion.com",
  dev: "cogrion.com",
  local: "cogrion.localhost",
};

/** The domain above all hosts of the environment. */
export const rootDomainOf = (environment: Environment): string => rootDomains[environment];

/** Hosts of prod have no environment label; those of every other environment have its name. */
export const environmentLabelOf = (environment: Environment): string | undefined =>
  environment === "prod" ? undefined : environment;
