import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css = readFileSync(new URL("tokens.css", import.meta.url), "utf8");

type Theme = "light" | "dark";

const colourOf = (token: string, theme: Theme): string => {
  const found = new RegExp(`--${token}: (?:light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)|(#[0-9a-f]{6}));`).exec(css);
  const colour = found?.[3] ?? found?.[theme === "light" ? 1 : 2];
  if (colour === undefined) throw new Error(`no token is named ${token}`);
  return colour;
};

/** WCAG 2.2, relative luminance. */
const luminanceOf = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const contrastOf = (one: string, other: string): number => {
  const [dark = 0, light = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};

const surfaces = ["ground", "surface", "sunken", "hover"];
const onSurfaces = (token: string, atLeast: number) => surfaces.map((surface) => [token, surface, atLeast] as const);
const pairs = [
  ...onSurfaces("text", 7),
  ...onSurfaces("text-2", 4.5),
  ...onSurfaces("text-3", 4.5),
  ...onSurfaces("accent-text", 4.5),
  ...onSurfaces("bad", 4.5),
  ...onSurfaces("ok", 4.5),
  ...onSurfaces("warn", 4.5),
  ["on-accent", "accent", 4.5],
  ["on-accent", "accent-hover", 4.5],
  ["accent-text", "accent-bg", 4.5],
  ["ok", "ok-bg", 4.5],
  ["warn", "warn-bg", 4.5],
  ["bad", "bad-bg", 4.5],
  ["control", "surface", 3],
  ["control", "ground", 3],
  ["focus", "ground", 3],
  ["focus", "surface", 3],
  ["text", "warn-bg", 4.5],
  ["text", "bad-bg", 4.5],
  ["text-2", "accent-bg", 4.5],
] as const;

test.each(pairs)("%s is readable on %s: at least %d to 1 in both themes", (token, surface, atLeast) => {
  for (const theme of ["light", "dark"] as const)
    expect(contrastOf(colourOf(token, theme), colourOf(surface, theme))).toBeGreaterThanOrEqual(atLeast);
});
