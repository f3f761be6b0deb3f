import { filePaths } from "./table.ts";

/** A cache behaviour of CloudFront, in CloudFront's terms, with CloudFront's managed policies. */
export type CacheBehavior = {
  /** Undefined for the default behaviour. */
  PathPattern?: string;
  ViewerProtocolPolicy: "https-only";
  AllowedMethods: readonly string[];
  CachePolicyName: "Managed-CachingDisabled" | "UseOriginCacheControlHeaders";
  OriginRequestPolicyName: "Managed-AllViewerAndCloudFrontHeaders-2022-06";
  /**
   * The proxy decides in each behaviour, by the table; without the function, CloudFront would call
   * the origin.
   */
  LambdaFunctionAssociations: readonly [{ EventType: "origin-request"; IncludeBody: true }];
};

const common = {
  // The function also rejects plain http; with this setting it does not even reach the function.
  ViewerProtocolPolicy: "https-only",
  // Its headers include CloudFront-Forwarded-Proto.
  OriginRequestPolicyName: "Managed-AllViewerAndCloudFrontHeaders-2022-06",
  LambdaFunctionAssociations: [{ EventType: "origin-request", IncludeBody: true }],
} as const;

/**
 * Static files may be cached, by host and path. The function decides everything else each time, and
 * returns 404 for paths that are not in the table.
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
    // Managed by CloudFront: the cache key is host, path and cookies, for as long as Keycloak says.
    CachePolicyName: "UseOriginCacheControlHeaders",
  })),
});
