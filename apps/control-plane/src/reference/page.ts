import type { Content, OpenApiDocument, Operation, Parameter } from "./document.ts";
import type { Markup } from "./html.ts";
import { html, prose } from "./html.ts";
import { anchorOf, schemaOf, typeOf } from "./schema.ts";

type Listed = { method: string; path: string; operation: Operation };

const operationsOf = ({ paths }: OpenApiDocument): Listed[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );

const contentOf = (content: Content, label: string): Markup[] =>
  Object.entries(content).map(([type, { schema }]) => {
    const described = schema?.$ref === undefined ? undefined : html`<p>${typeOf(schema)}</p>`;
    return html`<p class="media"><code>${type}</code></p>
      ${described ?? (schema === undefined ? undefined : schemaOf(schema, label))}`;
  });

const parametersOf = (parameters: readonly Parameter[], label: string): Markup | undefined =>
  parameters.length === 0
    ? undefined
    : html`<h4>Parameters</h4>
        <div class="scroll" role="region" tabindex="0" aria-label="${label}: parameters">
          <table>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">In</th>
                <th scope="col">Type</th>
                <th scope="col">Meaning</th>
              </tr>
            </thead>
            <tbody>
              ${parameters.map(
                ({ name, in: place, required, description, schema = {} }) =>
                  html`<tr>
                    <th scope="row">
                      <code>${name}</code
                      >${required === true ? undefined : html` <span class="optional">optional</span>`}
                    </th>
                    <td>${place}</td>
                    <td>${typeOf(schema)}</td>
                    <td>${prose(description ?? schema.description)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>`;

const callersOf = ({ security = [] }: Operation): string => {
  const schemes = security.flatMap((each) => Object.keys(each));
  return schemes.length === 0 ? "no token" : `bearer token: ${schemes.join(" or ").replaceAll("_", " ")}`;
};

const isSuccess = (status: string): boolean => /^[23]/.test(status);

const operationOf = ({ method, path, operation }: Listed): Markup => {
  const { operationId: id, summary, requestBody, parameters = [] } = operation;
  const responses = Object.entries(operation.responses);
  const successes = responses.filter(([status]) => isSuccess(status));
  const errors = responses.filter(([status]) => !isSuccess(status));
  return html`<div class="operation" id="${id}">
    <h3>${summary ?? id}</h3>
    <p class="call">
      <strong class="method">${method}</strong> <code>${path}</code> <span class="caller">${callersOf(operation)}</span>
    </p>
    ${prose(operation.description)}${parametersOf(parameters, `${method} ${path}`)}${
      requestBody === undefined
        ? undefined
        : html`<h4>Body</h4>
            ${contentOf(requestBody.content, `${method} ${path}: body`)}`
    }
    <h4>Responses</h4>
    ${successes.map(
      ([status, response]) =>
        html`<p><strong>${status}</strong> ${response.description}</p>
          ${contentOf(response.content ?? {}, `${method} ${path}: ${status}`)}`,
    )}
    <details>
      <summary>Errors of ${method} ${path}</summary>
      <dl>
        ${errors.map(
          ([status, { description }]) =>
            html`<dt>${status}</dt>
              <dd>${prose(description)}</dd>`,
        )}
      </dl>
    </details>
  </div> `;
};

const titleOf = (tag: string): string => `${tag.charAt(0).toUpperCase()}${tag.slice(1)}`.replaceAll("_", " ");

/**
 * The reference as one static page: no script, styles from a file, every operation in the first
 * response.
 */
export const referencePageOf = (document: OpenApiDocument): string => {
  const all = operationsOf(document);
  const groups = (document.tags ?? []).map((tag) => ({
    ...tag,
    operations: all.filter(({ operation }) => operation.tags?.[0] === tag.name),
  }));
  const schemas = Object.entries(document.components?.schemas ?? {});
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>Cogrion API reference</title>
        <link rel="stylesheet" href="page.css" />
      </head>
      <body>
        <a class="skip" href="#content">Skip to the operations</a>
        <nav aria-label="Operations">
          <p class="brand">Cogrion API</p>
          <p><a href="/api/openapi.json">OpenAPI 3.1 document</a></p>
          ${groups.map(
            ({ name, operations }) =>
              html`<details open>
                <summary>${titleOf(name)}</summary>
                <ul>
                  ${operations.map(
                    ({ method, path, operation }) =>
                      html`<li>
                        <a href="#${operation.operationId}"><span class="method">${method}</span> ${path}</a>
                      </li>`,
                  )}
                </ul>
              </details>`,
          )}
          <details>
            <summary>Schemas</summary>
            <ul>
              ${schemas.map(([name]) => html`<li><a href="#${anchorOf(name)}">${name}</a></li>`)}
            </ul>
          </details>
        </nav>
        <main id="content" tabindex="-1">
          <h1>${document.info.title}</h1>
          ${prose(document.info.description)}
          ${groups.map(
            ({ name, description, operations }) =>
              html`<section aria-labelledby="group-${name}">
                <h2 id="group-${name}">${titleOf(name)}</h2>
                ${prose(description)}${operations.map(operationOf)}
              </section> `,
          )}
          <section aria-labelledby="schemas">
            <h2 id="schemas">Schemas</h2>
            ${schemas.map(
              ([name, schema]) =>
                html`<div class="operation" id="${anchorOf(name)}">
                  <h3>${name}</h3>
                  ${prose(schema.description)}${schemaOf(schema, `Schema ${name}`)}
                </div> `,
            )}
          </section>
        </main>
      </body>
    </html> `;
  return page.markup;
};
