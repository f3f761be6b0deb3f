import type { Amount, Fetching } from "./fetching.ts";

/** Called for each part while it is downloaded; `done` also if there was nothing to download. */
export type Progress = {
  update: (part: string, state: string, amount?: Amount) => void;
  done: (part: string, version: string) => void;
};

export const silentProgress: Progress = { update: () => undefined, done: () => undefined };

const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

/** `downloading 43 % of 169 MiB` */
const describeDownload = ({ receivedBytes, totalBytes }: Amount): string =>
  totalBytes === undefined
    ? `downloading, ${mebibytes(receivedBytes)}`
    : `downloading ${Math.floor((receivedBytes / totalBytes) * 100)} % of ${mebibytes(totalBytes)}`;

/** The same for people and for programs. */
export const reportDownload = (update: Fetching["update"], amount: Amount): void =>
  update(describeDownload(amount), amount);
