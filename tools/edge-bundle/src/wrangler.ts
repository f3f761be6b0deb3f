import { globalAuthHostOf, lookupHostOf, rootDomainOf } from "@cogrion/domain";
import type { EdgeApp } from "./bundle.ts";
import type { EdgeSettings } from "./settings.ts";

/**
 * The date that selects the Workers runtime's behaviour; tests run the Workers with the same date.
 */
export const compatibilityDate = "2026-01-01";

export const deploymentNameOf = (app: EdgeApp, environment: EdgeSettings["environment"]): string =>
  `cogrion-${environment}-${app}`;

/**
 * What `wrangler deploy` reads in addition to the bundle. A route instead of a custom domain: a
 * custom domain's record belongs to Cloudflare, while a route's record is ours and moves to AWS in
 * one change.
 */
export const wranglerConfigOf = (app: EdgeApp, settings: EdgeSettings): Record<string, unknown> => {
  const { environment, kvNamespaceId, devKvNamespaceId } = settings;
  const hosts =
    app === "auth-proxy"
      ? [globalAuthHostOf(environment), `*.${globalAuthHostOf(environment)}`]
      : [lookupHostOf(environment)];
  const { ENVIRONMENT, REGIONS, DEADLINE_SECONDS } = settings.proxy;
  return {
    name: deploymentNameOf(app, environment),
    main: "index.mjs",
    // It is already one minified file, the one that was measured.
    no_bundle: true,
    find_additional_modules: false,
    compatibility_date: compatibilityDate,
    send_metrics: false,
    workers_dev: false,
    preview_urls: false,
    routes: hosts.map((host) => ({ pattern: `${host}/*`, zone_name: rootDomainOf(environment) })),
    vars: app === "auth-proxy" ? { ENVIRONMENT, REGIONS, DEADLINE_SECONDS } : { ENVIRONMENT },
    kv_namespaces: [
      { binding: "TENANT_ROUTES", id: kvNamespaceId },
      ...(app === "tenant-lookup" && devKvNamespaceId !== undefined
        ? [{ binding: "TENANT_ROUTES_DEV", id: devKvNamespaceId }]
        : []),
    ],
    // Only our own lines: an invocation's line has the URL, and a sign-in's URL contains a code.
    observability: { enabled: true, logs: { enabled: true, invocation_logs: false } },
  };
};
