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
 * Writes what is missing or other than in the bundle, and removes nothing: tabs that are open still
 * ask for the files of the build before. Anyone who reads in between finds all files of the page
 * that they got. It asks for each file what is stored, so one that was broken off goes on where it
 * was.
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
  // Each stage is whole before the next begins.
  for (const stage of uploadStages(bundle.files)) await forEachAtOnce(stage, copy);
  return soFar;
};
