/** A part did not start; the message shows the end of its log. */
export class PartError extends Error {
  readonly part: string;
  constructor(part: string, why: string, log: string) {
    super(`${part} ${why}.${log === "" ? "" : ` Its log ends with:\n${log}`}`);
    this.name = "PartError";
    this.part = part;
  }
}
