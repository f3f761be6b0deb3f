import { Command } from "commander";
import { exitCodes } from "../failure.ts";

export type RootOptions = { name: string; description: string; version: () => string };

/**
 * A program of ours without its commands: its version, and the exit code for an invalid request.
 */
export const createRoot = ({ name, description, version }: RootOptions): Command =>
  new Command(name)
    .description(description)
    .showHelpAfterError("(--help shows the usage)")
    .configureHelp({ sortSubcommands: false })
    .option("-V, --version", "print the version")
    .on("option:version", () => {
      console.log(version());
      process.exit(exitCodes.ok);
    })
    // Commander exits with 1 for an invalid request, which is our code for failures.
    .exitOverride(({ exitCode }) => process.exit(exitCode === 1 ? exitCodes.usage : exitCode));
