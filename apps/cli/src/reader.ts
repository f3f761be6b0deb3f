/** The reader of the output closed it before the outcome was known, as `| head` does. */
export class ReaderLeftError extends Error {
  constructor() {
    super("The reader of the output is gone");
    this.name = "ReaderLeftError";
  }
}

const left = new AbortController();

/**
 * Aborts, with a ReaderLeftError, when a write to standard output fails because nobody reads it.
 */
export const readerLeft: AbortSignal = left.signal;

export const isReaderClosed = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED");

/**
 * Prevents a closed output from ending the process with a stack trace. A command that has finished
 * its work ends with its own exit code; one that waits ends at once (`stopOnSignals`).
 */
export const tolerateLeavingReaders = (): void => {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error) => {
      if (!isReaderClosed(error)) throw error;
      if (stream === process.stdout) left.abort(new ReaderLeftError());
    });
};
