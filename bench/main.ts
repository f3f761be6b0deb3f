import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Bench, Measure } from "./measure.ts";

const isBench = (value: unknown): value is Bench =>
  typeof value === "object" && value !== null && "run" in value && "name" in value;

/** Every `*.bench.ts` below this folder exports one `bench`. */
const loadBenches = async (): Promise<Bench[]> => {
  const files = await readdir(import.meta.dirname, { recursive: true });
  const benches: Bench[] = [];
  for (const file of files.filter((each) => each.endsWith(".bench.ts")).toSorted()) {
    const module: { bench?: unknown } = await import(join(import.meta.dirname, file));
    if (!isBench(module.bench)) throw new Error(`${file} does not export a bench`);
    benches.push(module.bench);
  }
  return benches;
};

const lineOf = (each: Measure): string =>
  `${each.met ? "met   " : "MISSED"} ${each.name.padEnd(44)} ${each.ours} ${each.unit}` +
  `${each.floor === null ? "" : `, floor ${each.floor} ${each.unit}`}, ratio ${each.ratio} (${each.target})`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false }, list: { type: "boolean", default: false } },
});
const [name] = positionals;
const all = await loadBenches();
const chosen =
  name === undefined ? all.filter((each) => each.isOnlyByName !== true) : all.filter((each) => each.name === name);
if (values.list || chosen.length === 0) {
  if (!values.list) console.error(`There is no bench "${name}".`);
  for (const each of all) console.log(`${each.name.padEnd(20)} ${each.summary}`);
  process.exit(values.list ? 0 : 2);
}

let isMet = true;
for (const bench of chosen) {
  if (!values.json) console.log(`\n${bench.name}: ${bench.summary}`);
  for await (const each of bench.run((line) => console.error(`  ${line}`))) {
    isMet &&= each.met;
    console.log(values.json ? JSON.stringify(each) : lineOf(each));
  }
}
process.exit(isMet ? 0 : 1);
