import type { Condition, Table, Variable } from "./table.ts";

/** Markdown for the operator's guide: one section with a table of variables for each process. */
export const guideOf = (tables: readonly Table[]): string => tables.map(sectionOf).join("\n\n");

const sectionOf = ({ process, variables, together = [], anyOf = [] }: Table): string =>
  [
    `### ${process}`,
    "",
    "| Variable | Required | Default | Meaning |",
    "|---|---|---|---|",
    ...Object.entries(variables).map(([name, variable]) => rowOf(name, variable)),
    ...(together.length + anyOf.length === 0 ? [] : [""]),
    ...together.map((names) => `- Set together or not at all: ${names.map(code).join(", ")}.`),
    ...anyOf.map(({ when, sets, reason }) => {
      const choices = sets.map((names) => names.map(code).join(" with ")).join(", or ");
      return `- Where ${textOf(when)}, ${reason} needs ${choices}.`;
    }),
  ].join("\n");

const rowOf = (name: string, { description, isSecret, required, default: value }: Variable): string => {
  const need = typeof required === "boolean" ? (required ? "yes" : "") : `where ${textOf(required)}`;
  const meaning = isSecret ? `**Secret.** ${description}` : description;
  return `| ${code(name)} | ${need} | ${value === undefined ? "" : code(value)} | ${meaning.replaceAll("|", "\\|")} |`;
};

const textOf = (condition: Condition): string => {
  if ("isSet" in condition) return `${code(condition.variable)} is set`;
  return "is" in condition
    ? `${code(condition.variable)} is ${condition.is.map(code).join(" or ")}`
    : `${code(condition.variable)} is not ${condition.isNot.map(code).join(" or ")}`;
};

const code = (text: string): string => `\`${text}\``;
