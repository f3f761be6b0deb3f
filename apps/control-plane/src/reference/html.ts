/** Markup that is already escaped. Only `html` and `markup` create it. */
export type Markup = { readonly markup: string };

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? character);

type Part = string | number | Markup | undefined | readonly (string | Markup | undefined)[];

const textOf = (part: Part): string => {
  if (part === undefined) return "";
  if (typeof part === "string" || typeof part === "number") return escaped(String(part));
  return "markup" in part ? part.markup : part.map(textOf).join("");
};

/** A template whose values are escaped, unless they already are markup. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup => ({
  markup: strings.map((text, at) => `${text}${textOf(parts[at])}`).join(""),
});

/** Paragraphs and `code` of a description. */
export const prose = (text: string | undefined): Markup | undefined =>
  text === undefined
    ? undefined
    : {
        markup: text
          .split("\n\n")
          .map((paragraph) => `<p>${escaped(paragraph).replaceAll(/`([^`]+)`/g, "<code>$1</code>")}</p>`)
          .join(""),
      };
