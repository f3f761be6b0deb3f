import { isIP } from "node:net";
import type { RegionId } from "@cogrion/domain";
import { awsRegions, environments, isRegionId } from "@cogrion/domain";
import { logLevels } from "@cogrion/telemetry";
import { z } from "zod";

// We write the messages ourselves, so that none of them repeats a value.
const must = (message: string) => ({ error: `must be ${message}` });

export const environment = z.enum(environments, must(environments.join(", or ")));
export const regionId = z
  .string()
  .refine(isRegionId, must('a region id like "sgp-1"'))
  .meta({ pattern: "^[a-z]+(-[a-z]+)*-[1-9][0-9]*$" })
  .transform((text) => text as RegionId);
export const host = z.string().regex(/^[a-z0-9.-]+(:[0-9]{1,5})?$/, must("a host, without scheme or path"));
export const port = z
  .string()
  .regex(/^[0-9]{1,5}$/, must("a port"))
  .transform(Number)
  .refine((number) => number <= 65_535, must("a port"));
export const wholeNumber = (from: number, to: number) =>
  z
    .string()
    .regex(/^[0-9]{1,9}$/, must(`a whole number from ${from} to ${to}`))
    .transform(Number)
    .refine((number) => number >= from && number <= to, must(`a whole number from ${from} to ${to}`));
export const bindAddress = z.string().refine((text) => isIP(text) !== 0, must("an IP address"));
export const logLevel = z.enum(logLevels, must(logLevels.join(", ")));
export const hostAndPort = z.string().regex(/^[A-Za-z0-9.-]+:[0-9]{1,5}$/, must("host:port"));
export const name = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,200}$/, must("a name of letters, digits, dot, hyphen, underscore"));

/** TLS parameters in the URL would override the process's own, so they are not allowed. */
export const databaseUrl = z
  .string()
  .refine((text) => /^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? ""), must("a postgres:// URL"))
  .refine(
    (text) => ![...(URL.parse(text)?.searchParams.keys() ?? [])].some((name) => /^(ssl|uselibpqcompat)/i.test(name)),
    must("without ssl… parameters: DATABASE_CA_FILE and ENVIRONMENT configure TLS"),
  )
  .meta({ pattern: "^postgres(ql)?://" });

export const isSecret = { isSecret: true } as const;
export const nonEmpty = z.string().min(1);
export const absolutePath = z.string().regex(/^\//, must("an absolute path"));
export const url = z.string().refine((text) => URL.canParse(text), must("a URL"));
export const ipAddress = z.string().refine((text) => isIP(text) !== 0, must("an IP address"));

/** Long enough that guessing is hopeless, and only characters that need no quoting in a header. */
export const interRegionToken = z
  .string()
  .regex(/^[A-Za-z0-9._~+/=-]{32,512}$/, must("32 to 512 characters of A-Z a-z 0-9 . _ ~ + / = -"));

const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
const tokenHashes = z.record(z.string(), z.array(sha256Hex).min(1).max(2));
const tokenHashesMessage = 'JSON of regions and one or two SHA-256 hashes of their tokens: {"…":["…","…"]}';

/** No hash appears twice, because it would not identify the calling region. */
export const regionTokenHashes = z.string().transform((text, context): Record<RegionId, string[]> => {
  const parsed = tokenHashes.safeParse(jsonOf(text));
  const all = parsed.success ? Object.values(parsed.data).flat() : [];
  if (parsed.success && Object.keys(parsed.data).every(isRegionId) && new Set(all).size === all.length)
    return parsed.data as Record<RegionId, string[]>;
  context.addIssue({ code: "custom", message: `must be ${tokenHashesMessage}` });
  return z.NEVER;
});

export const originUrl = z
  .string()
  .refine((text) => URL.parse(text)?.origin === text, must("an origin: scheme and host, without path"))
  .meta({ pattern: "^https?://[^/?#]+$" });

export const httpsUrl = z
  .string()
  .refine((text) => URL.parse(text)?.protocol === "https:", must("an https:// URL"))
  .meta({ pattern: "^https://" });

export const awsPrincipalArn = z
  .string()
  .regex(
    /^arn:aws:(iam|sts)::[0-9]{12}:(root|(user|role|assumed-role)\/[\w+=,.@/-]{1,512})$/,
    must("the ARN of an AWS principal"),
  );

/** CIDRs or addresses, separated by commas. */
export const addressRanges = z
  .string()
  .transform((text) => text.split(",").map((each) => each.trim()))
  .refine((ranges) => ranges.every(isAddressRange), must("addresses or CIDR ranges, separated by commas"));

const isAddressRange = (text: string): boolean => {
  const [address = "", bits, ...rest] = text.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^[0-9]{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
};

const regionFacts = z.object({
  location: z.string().min(1),
  awsRegion: z.enum(awsRegions),
  /** If it differs from what the naming module creates for the region: ports of the local stack. */
  apiUrl: originUrl.optional(),
});
const regionTable = z.object({ primary: z.string(), regions: z.record(z.string(), regionFacts) });
const regionTableMessage =
  'JSON of the environment\'s part of infra/regions.yaml: {"primary":"…","regions":{"…":{"location":"…","awsRegion":"…"}}}';

export type RegionTable = z.output<typeof regionTable>;

export const regions = z.string().transform((text, context): RegionTable => {
  const parsed = regionTable.safeParse(jsonOf(text));
  if (parsed.success && Object.keys(parsed.data.regions).every(isRegionId)) return parsed.data;
  context.addIssue({ code: "custom", message: `must be ${regionTableMessage}` });
  return z.NEVER;
});

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
