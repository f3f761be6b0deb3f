import type { UpResult } from "./result.ts";

export type Place = { name: string; url: string };

/** Where a person goes next. */
export const placesOf = ({ workspaces, mailUrl, signInOrigin }: Omit<UpResult, "user">): Place[] => [
  ...workspaces.flatMap(({ workspace, region, bffUrl }) => {
    const suffix = workspaces.length === 1 ? "" : ` (${region.place.region})`;
    const places: [name: string, url: string][] = [
      ["API", region.apiUrl],
      ["API reference", `${region.apiUrl}/api/docs`],
      ["BFF", bffUrl],
      ["Sign-in", `${signInOrigin}/.well-known/openid-configuration?tenant=${workspace.id}`],
      ["Temporal", region.temporalUiUrl],
      ["Keycloak", region.issuer],
    ];
    return places.map(([name, url]) => ({ name: `${name}${suffix}`, url }));
  }),
  { name: "Mails", url: mailUrl },
];

export const linesOf = (places: readonly Place[]): string[] => {
  const width = Math.max(0, ...places.map(({ name }) => name.length)) + 2;
  return places.map(({ name, url }) => `  ${name.padEnd(width)}${url}`);
};
