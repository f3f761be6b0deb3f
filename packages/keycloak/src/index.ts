export { createSignInClients } from "./sign-in-clients.ts";
export type { KeycloakConfig } from "./sign-in-clients.ts";
