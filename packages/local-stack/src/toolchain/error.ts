/** A part of the toolchain cannot be had; the message says which, why and what to do. */
export class ToolchainError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ToolchainError";
  }
}
