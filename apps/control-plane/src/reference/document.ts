/**
 * The parts of an OpenAPI 3.1 document that the reference reads:
 * https://spec.openapis.org/oas/v3.1.1.html
 */
export type Schema = {
  $ref?: string;
  type?: string | readonly string[];
  description?: string;
  format?: string;
  enum?: readonly unknown[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  example?: unknown;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  allOf?: readonly Schema[];
};

export type Parameter = { in: string; name: string; required?: boolean; description?: string; schema?: Schema };
export type Content = Readonly<Record<string, { schema?: Schema }>>;
export type Response = {
  description: string;
  content?: Content;
  headers?: Readonly<Record<string, { description?: string }>>;
};

export type Operation = {
  operationId: string;
  tags?: readonly string[];
  summary?: string;
  description?: string;
  security?: readonly Readonly<Record<string, unknown>>[];
  parameters?: readonly Parameter[];
  requestBody?: { content: Content };
  responses: Readonly<Record<string, Response>>;
};

export type OpenApiDocument = {
  info: { title: string; description?: string };
  tags?: readonly { name: string; description?: string }[];
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  components?: {
    schemas?: Readonly<Record<string, Schema>>;
    securitySchemes?: Readonly<Record<string, { description?: string }>>;
  };
};
