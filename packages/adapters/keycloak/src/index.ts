export type { KeycloakConfig } from "./admin-session.ts";
export { createServiceClients } from "./service-clients.ts";
export { createSignInClients } from "./sign-in-clients.ts";
