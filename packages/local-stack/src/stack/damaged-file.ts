/** A file of the stack that cannot be read; the message says what to do. */
export class DamagedFileError extends Error {
  constructor(file: string, fault: string, whatToDo: string) {
    super(`${file} is damaged: ${fault}.\n${whatToDo}`);
    this.name = "DamagedFileError";
  }
}

/** @throws DamagedFileError if the text is not JSON */
export const parseOwnJson = (file: string, text: string, whatToDo: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new DamagedFileError(file, text === "" ? "it is empty" : "it is not JSON", whatToDo);
  }
};
