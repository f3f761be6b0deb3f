const everyMilliseconds = 200;
/** How often a line is written to a log. */
const everyLineMilliseconds = 30_000;

/**
 * Progress on standard error: one line that is overwritten on a terminal. Elsewhere, such as in a
 * log, a line now and then once the work takes long.
 */
export const createCounter = (): { show(text: string): void; end(): void } => {
  const { stderr } = process;
  const every = stderr.isTTY ? everyMilliseconds : everyLineMilliseconds;
  let shownAt = stderr.isTTY ? 0 : Date.now();
  return {
    show(text) {
      if (Date.now() - shownAt < every) return;
      shownAt = Date.now();
      stderr.write(stderr.isTTY ? `\r\u001b[K${text}` : `${text}\n`);
    },
    end() {
      if (stderr.isTTY && shownAt > 0) stderr.write("\r\u001b[K");
    },
  };
};
