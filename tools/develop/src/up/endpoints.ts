import type { UpResult } from "./result.ts";

export type Endpoint = {
  name: string;
  url: string;
  /** What it is and what it is for. */
  purpose: string;
  /** Whether it is a page for people; otherwise JSON for programs. */
  isPage: boolean;
};

/** What to open next, and where programs connect. */
export const endpointsOf = ({
  workspaces,
  mailUrl,
  signInOrigin,
  dashboardOrigin,
}: Omit<UpResult, "user">): Endpoint[] => {
  const regional = workspaces.flatMap(({ workspace, region, bffUrl }) => {
    const suffix = workspaces.length === 1 ? "" : ` (${region.place.region})`;
    const endpoints: [name: string, url: string, isPage: boolean, purpose: string][] = [
      [
        "Dashboard",
        `${dashboardOrigin}/${region.place.region}/${workspace.id}`,
        true,
        `${workspace.id} and all your other workspaces, in pages`,
      ],
      ["API reference", `${region.apiUrl}/api/docs`, true, "every operation of the API, with its schemas"],
      ["Temporal", region.temporalUiUrl, true, `the provisioning run of ${workspace.id}, step by step`],
      ["Keycloak", `${region.issuer}/account`, true, "the region's sign-in page and your account page"],
      ["API", region.apiUrl, false, "base URL of the API, for its clients"],
      ["BFF", bffUrl, false, `state of the BFF of ${workspace.id}, as JSON`],
      [
        "Sign-in",
        `${signInOrigin}/.well-known/openid-configuration?tenant=${workspace.id}`,
        false,
        "OpenID configuration through the global entry, as JSON",
      ],
    ];
    return endpoints.map(([name, url, isPage, purpose]) => ({ name: `${name}${suffix}`, url, isPage, purpose }));
  });
  const mails = {
    name: "Mails",
    url: mailUrl,
    isPage: true,
    purpose: "mails that the stack sends: invitations and sign-ups",
  };
  return [...regional, mails].toSorted((one, other) => Number(other.isPage) - Number(one.isPage));
};

export const linesOf = (endpoints: readonly Endpoint[]): string[] => {
  const longest = (texts: readonly string[]): number => Math.max(0, ...texts.map(({ length }) => length)) + 2;
  const nameWidth = longest(endpoints.map(({ name }) => name));
  const urlWidth = longest(endpoints.map(({ url }) => url));
  const group = (heading: string, chosen: readonly Endpoint[]): string[] =>
    chosen.length === 0
      ? []
      : [
          heading,
          ...chosen.map(({ name, url, purpose }) => `  ${name.padEnd(nameWidth)}${url.padEnd(urlWidth)}${purpose}`),
        ];
  return [
    ...group(
      "Open in a browser:",
      endpoints.filter(({ isPage }) => isPage),
    ),
    ...group(
      "For programs:",
      endpoints.filter(({ isPage }) => !isPage),
    ),
  ];
};
