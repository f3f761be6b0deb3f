import { expect, test } from "vitest";
import type { OpenApiDocument } from "./document.ts";
import { referencePageOf } from "./page.ts";

const document: OpenApiDocument = {
  info: { title: "<b>A & B</b>", description: "First `code <x>`.\n\nSecond." },
  tags: [{ name: "things", description: "All things" }],
  paths: {
    "/api/things/{id}": {
      put: {
        operationId: "things.put",
        tags: ["things"],
        summary: 'Put "it"',
        security: [{ principal: [] }],
        parameters: [{ in: "path", name: "id", required: true, schema: { type: "string" } }],
        requestBody: {
          content: {
            "application/json": {
              schema: {
                type: "object",
                required: ["kind"],
                properties: {
                  kind: { enum: ["a", "b"] },
                  parts: {
                    type: "array",
                    items: { type: "object", properties: { size: { type: "integer", maximum: 5 } } },
                  },
                },
              },
            },
          },
        },
        responses: { "204": { description: "Done" }, "404": { description: "`not_found`: gone" } },
      },
    },
  },
  components: { schemas: { Thing: { type: "object", properties: { "<i>": { $ref: "#/components/schemas/Thing" } } } } },
};

test("every text of the document is escaped, and only our own markup is there", () => {
  const page = referencePageOf(document);
  expect(page).toContain("&lt;b&gt;A &amp; B&lt;/b&gt;");
  expect(page).toContain("<code>code &lt;x&gt;</code>");
  expect(page).not.toMatch(/<b>|<i>|<script|style=|\son\w+=/);
});

test("an operation shows who may call it, its body's parts, and its errors", () => {
  const page = referencePageOf(document);
  for (const text of ["Put &quot;it&quot;", "bearer token: principal", "parts.size", "at most 5", "Errors of PUT"]) {
    expect(page).toContain(text);
  }
  expect(page).toContain("<code>&quot;a&quot;</code> or <code>&quot;b&quot;</code>");
});
