import { inject } from "vitest";

export type StandRegion = {
  id: string;
  /**
   * Origin of the region's load balancer, if a test file starts one; Keycloak's single frontend
   * URL.
   */
  origin: string;
  port: number;
  /** Keycloak itself, behind it. */
  keycloakUrl: string;
  /** Secret of the control plane's own client in the realm. */
  controlPlaneSecret: string;
};

/**
 * What the whole suite uses: two regions, each with its own Keycloak and database, an identity
 * provider, a mail catcher, and AWS.
 */
export type EdgeStand = {
  regions: [StandRegion, StandRegion];
  admin: { username: string; password: string };
  /** Known in both regions. */
  user: { email: string; password: string };
  /** A realm of the second Keycloak, which the first region trusts as `partner`. */
  partnerUser: { email: string; password: string };
  /** The provider's own host. */
  partnerOrigin: string;
  /** The application under test: a page that says that a person is signed in. */
  appOrigin: string;
  redirectUri: string;
  mailUrl: string;
  awsEndpointUrl: string;
  /**
   * The port of the global origin, for the host that a test serves there; files run one after the
   * other.
   */
  globalPort: number;
};

declare module "vitest" {
  interface ProvidedContext {
    edge: EdgeStand;
  }
}

export const edgeStand = (): EdgeStand => inject("edge");

export const clientId = "cogrion-dashboard";
export const deviceClientId = "cogrion-cli";
