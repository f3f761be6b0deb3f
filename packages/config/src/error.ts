/** `message` lists every fault, a line each, and no value of a secret. */
export class ConfigError extends Error {
  constructor(faults: readonly string[]) {
    super(`The environment variables are not valid:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
    this.name = "ConfigError";
  }
}
