import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import protobuf from "protobufjs";
import type { Attribute, Block, Nesting } from "./provider-classes.ts";
import { schemaOfBinding } from "./provider-classes.ts";

export type ProvidedTypes = {
  /** Names of resources and of data sources, such as `aws_vpc`. */
  resources: readonly string[];
  dataSources: readonly string[];
};

export type ProviderSource = { name: string; bindingsFolder: string; hasBlocks: boolean; types: ProvidedTypes };

export type ProviderServer = {
  /** The provider's entry for TF_REATTACH_PROVIDERS. */
  reattach: Record<string, unknown>;
  stop(): void;
};

// By their numbers in the protocol: Schema.NestedBlock.NestingMode, and Schema.Object.NestingMode,
// which agree in these.
const nestingNumbers: Record<Nesting, number> = { single: 1, list: 2, set: 3, map: 4 };

const attributeOf = ({ type, nested, ...flags }: Attribute): object => ({
  ...flags,
  ...(nested === undefined
    ? { type: Buffer.from(JSON.stringify(type)) }
    : { nested_type: { nesting: nestingNumbers[nested.nesting], attributes: nested.attributes.map(attributeOf) } }),
});

const blockOf = ({ attributes, blocks }: Block): object => ({
  attributes: attributes.map(attributeOf),
  block_types: blocks.map((each) => ({
    type_name: each.name,
    nesting: nestingNumbers[each.nesting],
    min_items: each.isRequired && each.nesting !== "single" ? 1 : 0,
    max_items: each.isSingle && each.nesting !== "single" ? 1 : 0,
    block: blockOf(each.block),
  })),
});

/**
 * `aws_vpc` is declared in the folder `vpc`, the data source of the same name in `data-aws-vpc`.
 */
const readBinding = async (source: ProviderSource, folder: string): Promise<object | undefined> => {
  const file = join(source.bindingsFolder, folder, "index.js");
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text === undefined ? undefined : { block: blockOf(schemaOfBinding(text, source)) };
};

const kebab = (text: string): string => text.replaceAll("_", "-");

const readAll = async (
  source: ProviderSource,
  types: readonly string[],
  folderOf: (type: string) => string,
): Promise<Record<string, object>> => {
  const read = await Promise.all(
    types.map(async (type) => {
      const schema = await readBinding(source, folderOf(type));
      // A type that the provider does not have is left out, and Terraform reports it by name.
      return schema === undefined ? [] : [[type, schema] as const];
    }),
  );
  return Object.fromEntries(read.flat());
};

/**
 * Serves a provider's schema in Terraform's plug-in protocol on loopback, which is all that
 * `terraform validate` and `terraform test` with mocks need. What the provider's own code checks
 * (allowed values, arguments that conflict) is not checked.
 */
export const startProviderServer = async (source: ProviderSource): Promise<ProviderServer> => {
  // Fields keep the names that the protocol gives them.
  const root = await new protobuf.Root().load(join(import.meta.dirname, "provider.proto"), { keepCase: true });
  root.resolveAll();
  const nothing = root.lookupType("tfplugin6.Nothing");
  const schemas = root.lookupType("tfplugin6.Schemas");
  const encode = (type: protobuf.Type) => (value: unknown) =>
    Buffer.from(type.encode(type.fromObject(value as object)).finish());
  const prefix = `${source.name}_`;
  const bare = (type: string): string => (type.startsWith(prefix) ? type.slice(prefix.length) : type);
  const provided = {
    provider: (await readBinding(source, "provider")) ?? { block: {} },
    resource_schemas: await readAll(source, source.types.resources, (type) => kebab(bare(type))),
    data_source_schemas: await readAll(source, source.types.dataSources, (type) => `data-${kebab(type)}`),
  };
  const server = new Server();
  const service = root.lookupService("tfplugin6.Provider");
  for (const name of Object.keys(service.methods)) {
    const isSchema = name === "GetProviderSchema";
    const type = isSchema ? schemas : nothing;
    server.addService(
      {
        [name]: {
          path: `/tfplugin6.Provider/${name}`,
          requestStream: false,
          responseStream: false,
          requestSerialize: encode(nothing),
          requestDeserialize: () => ({}),
          responseSerialize: encode(type),
          responseDeserialize: (bytes: Buffer) => type.decode(bytes),
        },
      },
      { [name]: (_call: unknown, done: (error: null, value: unknown) => void) => done(null, isSchema ? provided : {}) },
    );
  }
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return {
    reattach: {
      Protocol: "grpc",
      ProtocolVersion: 6,
      Pid: process.pid,
      // Terraform neither starts nor ends it.
      Test: true,
      Addr: { Network: "tcp", String: `127.0.0.1:${port}` },
    },
    stop: () => server.forceShutdown(),
  };
};
