import type { RegionId } from "@cogrion/domain/naming/region";

/** Set by the proxy on whatever it asks. It tells our own request from a browser's, and proves nothing: whoever sets it gets Keycloak's answer, as without. */
export const edgeHeader = "x-cogrion-edge";
export const edgeHeaderValue = "auth-proxy";

type Condition =
  | { field: "host-header"; values: string[] }
  | { field: "path-pattern"; values: string[] }
  | { field: "http-header"; name: string; values: string[] };

export type ListenerRule = {
  priority: number;
  /** All have to hold; of one's values, any. */
  conditions: Condition[];
  forwardTo: "keycloak" | "to-global";
};

/**
 * Rules of the region's public load balancer for the host of its Keycloak, in the terms of Elastic Load Balancing; what none of them takes goes to
 * Keycloak. Two kinds of browser arrive at the regional host, because Keycloak has one frontend URL and writes it into them: from an identity provider,
 * and from a mail. Both carry no cookie of the global host's.
 */
export const listenerRulesOf = (regionalHost: string, region: RegionId): ListenerRule[] => [
  {
    priority: 1,
    conditions: [
      { field: "host-header", values: [regionalHost] },
      { field: "http-header", name: edgeHeader, values: [edgeHeaderValue] },
    ],
    forwardTo: "keycloak",
  },
  {
    priority: 2,
    conditions: [
      { field: "host-header", values: [regionalHost] },
      {
        field: "path-pattern",
        values: [
          `/realms/${region}/broker/*/endpoint`,
          `/realms/${region}/broker/*/endpoint/logout_response`,
          `/realms/${region}/login-actions/action-token`,
        ],
      },
    ],
    forwardTo: "to-global",
  },
];
