const everyMilliseconds = 200;

/** One line on standard error that is written over, where a person looks; nothing elsewhere. */
export const createCounter = (): { show(text: string): void; end(): void } => {
  const { stderr } = process;
  let shownAt = 0;
  return {
    show(text) {
      if (!stderr.isTTY || Date.now() - shownAt < everyMilliseconds) return;
      shownAt = Date.now();
      stderr.write(`\r\u001b[K${text}`);
    },
    end() {
      if (shownAt > 0) stderr.write("\r\u001b[K");
    },
  };
};
