import { filePaths } from "./table.ts";

/** A cache behaviour of CloudFront, in its own terms; the policies are those that CloudFront manages. */
export type CacheBehavior = {
  /** Undefined for the default behaviour. */
  PathPattern?: string;
  ViewerProtocolPolicy: "https-only";
  AllowedMethods: readonly string[];
  CachePolicyName: "Managed-CachingDisabled" | "UseOriginCacheControlHeaders";
  OriginRequestPolicyName: "Managed-AllViewerAndCloudFrontHeaders-2022-06";
  /** The proxy decides in each of them, by the table; without it CloudFront would ask the origin. */
  LambdaFunctionAssociations: readonly [{ EventType: "origin-request"; IncludeBody: true }];
};

const common = {
  // The function refuses plain http too; here it does not even reach it.
  ViewerProtocolPolicy: "https-only",
  // Its headers include CloudFront-Forwarded-Proto.
  OriginRequestPolicyName: "Managed-AllViewerAndCloudFrontHeaders-2022-06",
  LambdaFunctionAssociations: [{ EventType: "origin-request", IncludeBody: true }],
} as const;

/**
 * Static files may be cached, by host and path; everything else is decided by the function each
 * time, and what the table does not have is its 404.
 */
export const cacheBehaviors = (): { default: CacheBehavior; ordered: CacheBehavior[] } => ({
  default: {
    ...common,
    AllowedMethods: ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"],
    CachePolicyName: "Managed-CachingDisabled",
  },
  ordered: filePaths.map(({ path }) => ({
    PathPattern: `${path.replaceAll(/\{\w+\}/g, "*")}*`,
    ...common,
    AllowedMethods: ["GET", "HEAD"],
    // Managed by CloudFront: keyed by host, path and cookies, and as long as Keycloak says.
    CachePolicyName: "UseOriginCacheControlHeaders",
  })),
});
