/** `message` lists every fault, one per line, and contains no value of a secret. */
export class ConfigError extends Error {
  constructor(faults: readonly string[]) {
    super(`The environment variables are not valid:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
    this.name = "ConfigError";
  }
}
