import type { StaticFile, StaticFiles } from "@cogrion/domain";
import { forEachAtOnce } from "../for-each-at-once.ts";
import type { Bundle, BundleFile } from "./files.ts";
import { cacheControlOf, contentTypeOf, uploadStages } from "./files.ts";

export type UiProgress = { files: number; written: number };

const wantedOf = ({ path, sha256 }: BundleFile): StaticFile => ({
  sha256,
  contentType: contentTypeOf(path),
  cacheControl: cacheControlOf(path),
});

/**
 * Writes files that are missing or different in the bucket, and deletes nothing, because open tabs
 * request files of the previous build. A reader at any moment finds all files of the page that they
 * got. It reads the stored state of each file, so an interrupted run continues where it stopped.
 */
export const backfillUi = async ({
  bundle,
  store,
  signal,
  onFile = () => undefined,
}: {
  bundle: Bundle;
  store: StaticFiles;
  signal: AbortSignal;
  onFile?: (soFar: UiProgress) => void;
}): Promise<UiProgress> => {
  const soFar: UiProgress = { files: 0, written: 0 };
  const copy = async (file: BundleFile): Promise<void> => {
    signal.throwIfAborted();
    const wanted = wantedOf(file);
    const held = await store.read(file.path);
    const isThere =
      held?.sha256 === wanted.sha256 &&
      held.contentType === wanted.contentType &&
      held.cacheControl === wanted.cacheControl;
    if (!isThere) {
      await store.write(file.path, wanted, await bundle.read(file));
      soFar.written += 1;
    }
    soFar.files += 1;
    onFile(soFar);
  };
  // Each stage finishes before the next one begins.
  for (const stage of uploadStages(bundle.files)) await forEachAtOnce(stage, copy);
  return soFar;
};
