/** Told of each part as it is fetched; `done` also where there was nothing to fetch. */
export type Progress = {
  update: (part: string, state: string) => void;
  done: (part: string, version: string) => void;
};

export const silentProgress: Progress = { update: () => undefined, done: () => undefined };

const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

/** `downloading 43 % of 169 MiB` */
export const describeDownload = (receivedBytes: number, totalBytes: number | undefined): string =>
  totalBytes === undefined
    ? `downloading, ${mebibytes(receivedBytes)}`
    : `downloading ${Math.floor((receivedBytes / totalBytes) * 100)} % of ${mebibytes(totalBytes)}`;
