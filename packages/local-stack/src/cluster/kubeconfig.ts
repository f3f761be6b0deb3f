import { randomBytes } from "node:crypto";

/** The users of the API server, as RBAC's default bindings name them. */
const identities = {
  admin: { user: "admin", groups: "system:masters" },
  "controller-manager": { user: "system:kube-controller-manager", groups: "" },
  scheduler: { user: "system:kube-scheduler", groups: "" },
  node: { user: "system:node:node", groups: "system:nodes" },
  proxy: { user: "system:kube-proxy", groups: "" },
} as const;

export type Identity = keyof typeof identities;
export const identityNames = Object.keys(identities) as Identity[];

export const newTokens = (): Record<Identity, string> =>
  Object.fromEntries(identityNames.map((each) => [each, randomBytes(24).toString("base64url")])) as Record<
    Identity,
    string
  >;

/** The API server's static token file: token, user, uid, groups. */
export const tokenFileOf = (tokens: Record<Identity, string>): string =>
  identityNames
    .map((each) => `${tokens[each]},${identities[each].user},${each},"${identities[each].groups}"\n`)
    .join("");

export const kubeconfigOf = (server: string, certificateFile: string, token: string): string =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "node",
    clusters: [{ name: "node", cluster: { server, "certificate-authority": certificateFile } }],
    users: [{ name: "node", user: { token } }],
    contexts: [{ name: "node", context: { cluster: "node", user: "node" } }],
  });
