import type { Site } from "./site.ts";

type Asked = {
  isSecure: boolean;
  /** Origins that scripts may ask beside the dashboard's own. */
  asked: readonly string[];
};

/** Exact hosts: a client owns hosts below `cogrion.com`, which a wildcard would match. */
const askedBy = ({ environment, lookupUrl, regions }: Site): Asked => ({
  isSecure: environment !== "local",
  asked: [
    ...new Set([new URL(lookupUrl).origin, ...regions.flatMap(({ apiUrl, authOrigin }) => [apiUrl, authOrigin])]),
  ],
});

const contentPolicyOf = ({ isSecure, asked }: Asked): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    `connect-src ${["'self'", ...asked].join(" ")}`,
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    ...(isSecure ? ["upgrade-insecure-requests"] : []),
  ].join("; ");

const headersFor = (asked: Asked): Record<string, string> => ({
  ...(asked.isSecure ? { "strict-transport-security": "max-age=31536000; includeSubDomains" } : {}),
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "strict-origin-when-cross-origin",
  "content-security-policy": contentPolicyOf(asked),
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
});

/** Of every answer of the dashboard's host, whichever host it is; names in lower case. */
export const securityHeadersOf = (site: Site): Record<string, string> => headersFor(askedBy(site));

/** The `_headers` file of Cloudflare Pages. */
export const pagesHeadersOf = (site: Site): string =>
  [
    "/*",
    ...Object.entries(securityHeadersOf(site)).map(([name, value]) => `  ${name}: ${value}`),
    "/assets/*",
    "  cache-control: public, max-age=31536000, immutable",
    "",
  ].join("\n");

/** Stands in the template where the origins of the lookup and of the regions go, one space between two. */
const originsPlaceholder = "{origins}";

const policyOf = (asked: Asked) => {
  const {
    "strict-transport-security": transport = "",
    "x-content-type-options": _,
    "x-frame-options": frame = "",
    "referrer-policy": referrer = "",
    "content-security-policy": content = "",
    ...others
  } = headersFor(asked);
  return {
    Name: "cogrion-dashboard",
    SecurityHeadersConfig: {
      StrictTransportSecurity: {
        Override: true,
        AccessControlMaxAgeSec: Number(/\d+/.exec(transport)?.[0] ?? 0),
        IncludeSubdomains: transport.includes("includeSubDomains"),
      },
      ContentTypeOptions: { Override: true },
      FrameOptions: { Override: true, FrameOption: frame },
      ReferrerPolicy: { Override: true, ReferrerPolicy: referrer },
      ContentSecurityPolicy: { Override: true, ContentSecurityPolicy: content },
    },
    CustomHeadersConfig: {
      Items: Object.entries(others).map(([Header, Value]) => ({ Header, Value, Override: true })),
    },
  };
};

/** A response headers policy of CloudFront, as `aws cloudfront create-response-headers-policy` takes it. */
export const cloudFrontPolicyOf = (site: Site) => policyOf(askedBy(site));

/** The same without the hosts, which Terraform fills in from the list of regions. */
export const cloudFrontPolicyTemplate = () => policyOf({ isSecure: true, asked: [originsPlaceholder] });
