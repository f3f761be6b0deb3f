import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ToolchainError } from "./error.ts";

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    (each) => each.size,
    () => 0,
  );

const sha256Of = async (file: string): Promise<string> => {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
};

export type Download = { url: string; file: string; sha256: string; bytes: number };

/** Fetches into `file`, going on where an earlier attempt stopped, and checks the pinned checksum before the file gets its name. */
export const download = async (
  { url, file, sha256, bytes }: Download,
  onProgress: (share: number) => void,
): Promise<void> => {
  await mkdir(dirname(file), { recursive: true });
  const partial = `${file}.part`;
  let have = await sizeOf(partial);
  if (have > bytes) {
    await rm(partial);
    have = 0;
  }
  if (have < bytes) await fetchRest(url, partial, have, bytes, onProgress);
  if ((await sha256Of(partial)) !== sha256) {
    await rm(partial, { force: true });
    throw new ToolchainError(
      `${url} does not have the pinned checksum; nothing of it was kept. Run the command again.`,
    );
  }
  await rename(partial, file);
};

const fetchRest = async (
  url: string,
  partial: string,
  have: number,
  bytes: number,
  onProgress: (share: number) => void,
): Promise<void> => {
  const response = await fetch(url, have > 0 ? { headers: { range: `bytes=${have}-` } } : {}).catch(
    (cause: unknown) => {
      throw new ToolchainError(`${new URL(url).host} cannot be reached. Check the network and run the command again.`, {
        cause,
      });
    },
  );
  if (!response.ok || response.body === null) {
    throw new ToolchainError(`${url} answered ${response.status}. Run the command again, or see ./cogrion doctor.`);
  }
  // A server that ignores Range answers 200 and the whole.
  const isResumed = response.status === 206;
  let received = isResumed ? have : 0;
  const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
  body.on("data", (chunk: Buffer) => {
    received += chunk.length;
    onProgress(received / bytes);
  });
  await pipeline(body, createWriteStream(partial, { flags: isResumed ? "a" : "w" }));
};
