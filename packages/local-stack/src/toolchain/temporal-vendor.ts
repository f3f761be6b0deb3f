import { pins } from "./pins.ts";

/** Temporal's own build for this machine, if one is pinned. */
export const vendorOfThisPlatform = (): { url: string; sha256: string } | undefined =>
  pins.temporal.vendor[`${process.platform}-${process.arch}`];
