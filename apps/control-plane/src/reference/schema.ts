import type { Schema } from "./document.ts";
import type { Markup } from "./html.ts";
import { html, prose } from "./html.ts";

const nameOf = (ref: string): string => ref.split("/").at(-1) ?? ref;
export const anchorOf = (name: string): string => `schema-${name}`;

const isNull = (schema: Schema): boolean => schema.type === "null";

const alternativesOf = ({ anyOf, oneOf }: Schema): readonly Schema[] | undefined => anyOf ?? oneOf;

/** Words between markup. */
const joined = (parts: readonly Markup[], word: string): Markup => ({
  markup: parts.map(({ markup }) => markup).join(word),
});

/** The type in words: `list of Workspace`, `"owner" or "viewer"`, `text (date-time)`. */
export const typeOf = (schema: Schema): Markup => {
  if (schema.$ref !== undefined) {
    const name = nameOf(schema.$ref);
    return html`<a href="#${anchorOf(name)}">${name}</a>`;
  }
  const alternatives = alternativesOf(schema);
  if (alternatives !== undefined) return joined(alternatives.map(typeOf), " or ");
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.enum !== undefined) {
    return joined(
      schema.enum.map((each) => html`<code>${JSON.stringify(each)}</code>`),
      " or ",
    );
  }
  if (schema.items !== undefined) return html`list of ${typeOf(schema.items)}`;
  const type = [schema.type ?? "any"].flat().join(" or ").replace("string", "text");
  return schema.format === undefined ? html`${type}` : html`${type} (${schema.format})`;
};

const limitsOf = (schema: Schema): string | undefined => {
  const { minimum, maximum, minLength, maxLength } = schema;
  // The bounds of a safe integer carry no information.
  const from = minimum !== undefined && minimum > -(2 ** 53) ? `from ${minimum}` : undefined;
  const to = maximum !== undefined && maximum < 2 ** 53 - 1 ? `at most ${maximum}` : undefined;
  const length = [
    minLength === undefined ? undefined : `at least ${minLength}`,
    maxLength === undefined ? undefined : `at most ${maxLength}`,
  ].filter((each) => each !== undefined);
  const characters = length.length === 0 ? undefined : `${length.join(", ")} characters`;
  const all = [from, to, characters].filter((each) => each !== undefined).join(", ");
  return all === "" ? undefined : all;
};

const notesOf = (schema: Schema): Markup => {
  const limits = limitsOf(schema);
  return html`${prose(schema.description)}${limits === undefined ? undefined : html`<p class="limits">${limits}</p>`}${
    schema.pattern === undefined || schema.format !== undefined
      ? undefined
      : html`<p class="limits">pattern <code>${schema.pattern}</code></p>`
  }${schema.example === undefined ? undefined : html`<p class="limits">such as <code>${JSON.stringify(schema.example)}</code></p>`}`;
};

/** The object in a property, directly or in a list; its properties are listed below it. */
const nestedOf = (schema: Schema): Schema | undefined => {
  if (schema.properties !== undefined) return schema;
  if (schema.items !== undefined) return nestedOf(schema.items);
  const objects = (alternativesOf(schema) ?? []).filter((each) => !isNull(each));
  return objects.length === 1 && objects[0] !== undefined ? nestedOf(objects[0]) : undefined;
};

const rowsOf = (schema: Schema, prefix: string): Markup[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const nested = nestedOf(property);
    const isRequired = schema.required?.includes(name) === true;
    const row = html`<tr>
      <th scope="row">
        <code>${prefix}${name}</code>${isRequired ? undefined : html` <span class="optional">optional</span>`}
      </th>
      <td>${typeOf(property)}</td>
      <td>${notesOf(property)}</td>
    </tr>`;
    return nested === undefined ? [row] : [row, ...rowsOf(nested, `${prefix}${name}.`)];
  });

/** A schema's properties as a table, or its type in words if it has none. */
export const schemaOf = (schema: Schema, label: string): Markup => {
  const variants = (alternativesOf(schema) ?? []).filter((each) => each.properties !== undefined);
  if (variants.length > 0) {
    return html`${variants.map(
      (each, at) =>
        html`<h4>Either ${at + 1}</h4>
          ${schemaOf(each, `${label}, ${at + 1}`)}`,
    )}`;
  }
  const nested = nestedOf(schema);
  if (nested === undefined)
    return html`<p>${typeOf(schema)}</p>
      ${notesOf(schema)}`;
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${label}">
    <table>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Type</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        ${rowsOf(nested, "")}
      </tbody>
    </table>
  </div>`;
};
