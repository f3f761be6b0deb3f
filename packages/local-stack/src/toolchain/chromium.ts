import { isRoot } from "../env.ts";
import { ToolchainError } from "./error.ts";
import type { Fetching } from "./fetching.ts";
import { findOnPath } from "./on-path.ts";
import { run } from "./run.ts";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const macPath = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/** The machine's own Chromium; undefined if there is none. */
export const findChromium = async (): Promise<string | undefined> => {
  for (const name of names) {
    const found = await findOnPath(name);
    if (found !== undefined) return found;
  }
  return findOnPath(macPath);
};

/**
 * Only tests of pages need it. @throws ToolchainError if it is missing and cannot be installed
 * without asking
 */
export const ensureChromium = async (fetching: Fetching): Promise<string> => {
  const found = await findChromium();
  if (found !== undefined) return found;
  if (isRoot() && (await findOnPath("apt-get")) !== undefined) {
    fetching.update("installing Debian's chromium");
    await run("apt-get", ["install", "--yes", "--no-install-recommends", "chromium"], {
      signal: fetching.signal,
    }).catch(() => undefined);
    const installed = await findChromium();
    if (installed !== undefined) return installed;
  }
  throw new ToolchainError("Tests of pages need Chromium. Debian: apt install chromium; macOS: brew install chromium");
};
