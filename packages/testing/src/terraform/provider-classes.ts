/**
 * The published CDK bindings of a Terraform provider are generated from the provider's own schema:
 * each resource is a class whose comments and methods name every argument, its type, and whether it
 * is required, optional or computed. This file reads a schema back out of that JavaScript.
 */

/**
 * A type in the notation of Terraform's JSON: `"string"`, `["list", "string"]`, `["list",
 * ["object", {…}]]`.
 */
export type TerraformType = "string" | "number" | "bool" | "dynamic" | [string, TerraformType | ObjectType];
type ObjectType = ["object", Record<string, TerraformType | ObjectType>];

export type Attribute = {
  name: string;
  type?: TerraformType | ObjectType;
  /** Nested attributes, for providers without blocks. */
  nested?: { nesting: Nesting; attributes: Attribute[] };
  required: boolean;
  optional: boolean;
  computed: boolean;
};
export type NestedBlock = { name: string; nesting: Nesting; isRequired: boolean; isSingle: boolean; block: Block };
export type Block = { attributes: Attribute[]; blocks: NestedBlock[] };
export type Nesting = "single" | "list" | "set" | "map";

/** `item`: the name under which the binding converts the objects of a block. */
type Argument = { isBlock: boolean; collection: string; storage: string; item: string };
type Member = { name: string; required: boolean; optional: boolean; computed: boolean; accessor: string };
type ProviderClass = { members: Member[]; arguments: Map<string, Argument>; itemClass: string | undefined };

// The lines are matched one by one: a pattern over the whole file would be quadratic in its size.
const classLine = /^class (\w+) extends cdktn\.(\w+)/;
const memberLine = /^ {4}\/\/ (\w+) - computed: (true|false), optional: (true|false), required: (true|false)/;
const functionLine = /^function (\w+)ToHclTerraform\(/;
const argumentLine = /^ {8,12}([a-z0-9_]+): \{$/;

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

type Reading = { classes: Map<string, ProviderClass>; arguments: Map<string, Map<string, Argument>>; root: string };

const read = (source: string): Reading => {
  const classes = new Map<string, ProviderClass>();
  const functions = new Map<string, Map<string, Argument>>();
  let root = "";
  let current: ProviderClass | undefined;
  let member: Member | undefined;
  let target: Map<string, Argument> | undefined;
  let argument: Argument | undefined;
  for (const line of source.split("\n")) {
    const isClass = classLine.exec(line);
    if (isClass !== null) {
      const [, name = "", base = ""] = isClass;
      current = { members: [], arguments: new Map(), itemClass: undefined };
      classes.set(name, current);
      member = undefined;
      target = undefined;
      if (/^Terraform(Resource|DataSource|Provider|EphemeralResource)$/.test(base)) root = name;
      continue;
    }
    const isFunction = functionLine.exec(line);
    if (isFunction !== null) {
      target = new Map();
      functions.set(upperFirst(isFunction[1] ?? ""), target);
      continue;
    }
    if (line.startsWith("    synthesizeHclAttributes()")) {
      target = current?.arguments;
      member = undefined;
      continue;
    }
    const isMember = memberLine.exec(line);
    if (isMember !== null && current !== undefined) {
      const [, name = "", computed, optional, required] = isMember;
      member = {
        name,
        computed: computed === "true",
        optional: optional === "true",
        required: required === "true",
        accessor: "",
      };
      current.members.push(member);
      continue;
    }
    if (member !== undefined && member.accessor === "") {
      const made =
        /new ((?:cdktn\.)?\w+)\(this, ['"]/.exec(line)?.[1] ?? /return (.*this\.get\w+\(.*\).*);/.exec(line)?.[1];
      if (made !== undefined) member.accessor = made;
    }
    const item = /^ {8}return new (\w+)\(this\.terraformResource/.exec(line);
    if (item !== null && current !== undefined) current.itemClass = item[1];
    const isArgument = argumentLine.exec(line);
    if (isArgument !== null && target !== undefined) {
      argument = { isBlock: false, collection: "", storage: "", item: "" };
      target.set(isArgument[1] ?? "", argument);
      continue;
    }
    if (argument !== undefined) {
      const property = /^\s+(isBlock|type|storageClassType): "?(\w+)"?,$/.exec(line);
      if (property?.[1] === "isBlock") argument.isBlock = property[2] === "true";
      else if (property?.[1] === "type") argument.collection = property[2] ?? "";
      else if (property?.[1] === "storageClassType") argument.storage = property[2] ?? "";
      argument.item ||= /^\s+value: .*?\b([a-z]\w+)ToHclTerraform/.exec(line)?.[1] ?? "";
    }
  }
  return { classes, arguments: functions, root };
};

const primitives: Record<string, TerraformType> = {
  string: "string",
  number: "number",
  boolean: "bool",
  any: "dynamic",
};

const typeOfArgument = ({ collection, storage }: Argument): TerraformType | undefined => {
  const element = primitives[storage.replace(/(List|Map)+$/, "")];
  if (element === undefined) return undefined;
  const depth = [...storage.matchAll(/List|Map/g)].map(([each]) => each);
  const [outer, ...inner] = depth.toReversed();
  // A binding writes an attribute of any type as a map of anything.
  if (outer === undefined || element === "dynamic") return element;
  const nested = inner.reduceRight<TerraformType>((of, each) => [each === "Map" ? "map" : "list", of], element);
  return [outer === "Map" ? "map" : collection === "set" ? "set" : "list", nested];
};

const typeOfAccessor = (accessor: string): TerraformType | undefined => {
  const method = /(?:this\.get|^cdktn\.)(\w+?)(?:Attribute\(|$)/.exec(accessor)?.[1];
  if (method === undefined) return undefined;
  const shape = /^(String|Number|Boolean|Any)?(List|Map)*$/.exec(method);
  if (shape === null) return undefined;
  const element = primitives[(shape[1] ?? "String").toLowerCase()] ?? "dynamic";
  const outer = /(List|Map)$/.exec(method)?.[1];
  if (outer === undefined) return element;
  if (/MapList$|ListList$/.test(method)) return ["list", [/Map/.test(method) ? "map" : "list", element]];
  return [
    outer === "Map" ? "map" : accessor.includes("Fn.toset") || accessor.includes("Fn.tolist") ? "set" : "list",
    element,
  ];
};

const nestings: Record<string, Nesting> = { list: "list", set: "set", map: "map", struct: "single" };

/**
 * The schema of the one resource, data source or provider that the source of a binding declares.
 */
export const schemaOfBinding = (source: string, options: { hasBlocks: boolean }): Block => {
  const reading = read(source);
  const root = reading.classes.get(reading.root);
  if (root === undefined) throw new Error("The binding declares no resource, data source or provider.");
  const itemOf = (className: string): { item: string; isList: boolean } => {
    const item = reading.classes.get(className)?.itemClass;
    return item === undefined ? { item: className, isList: false } : { item, isList: true };
  };
  const blockOf = (each: ProviderClass, given: Map<string, Argument>, above: ProviderClass[] = []): Block => {
    const block: Block = { attributes: [], blocks: [] };
    for (const member of each.members) {
      const flags = { name: member.name, ...flagsOf(member) };
      const argument = given.get(member.name);
      const nested = reading.classes.has(member.accessor) ? itemOf(member.accessor) : undefined;
      if (nested === undefined && argument?.isBlock === true) {
        block.blocks.push(blockOfFunction(member, argument));
        continue;
      }
      if (nested === undefined) {
        const type = (argument && typeOfArgument(argument)) ?? typeOfAccessor(member.accessor) ?? "dynamic";
        block.attributes.push({ ...flags, type });
        continue;
      }
      const nestedClass = reading.classes.get(nested.item);
      if (nestedClass === undefined) throw new Error(`The binding lacks the class ${nested.item}.`);
      if (argument === undefined || above.includes(nestedClass)) {
        block.attributes.push({ ...flags, type: objectTypeOf(nestedClass, nested.isList || options.hasBlocks) });
        continue;
      }
      const argumentsOf =
        reading.arguments.get(nested.item.replace(/OutputReference$/, "")) ?? new Map<string, Argument>();
      const inner = blockOf(nestedClass, argumentsOf, [...above, each]);
      const nesting = nestings[argument.collection] ?? "single";
      if (options.hasBlocks && argument.isBlock)
        block.blocks.push({
          name: member.name,
          nesting,
          isRequired: member.required,
          isSingle: !nested.isList,
          block: inner,
        });
      else block.attributes.push({ ...flags, nested: { nesting, attributes: inner.attributes } });
    }
    return block;
  };
  /**
   * A binding has no classes for a provider's own blocks: it shows their arguments, but not which
   * are required.
   */
  const blockOfFunction = ({ name, required }: Member, argument: Argument): NestedBlock => {
    const given = reading.arguments.get(upperFirst(argument.item)) ?? new Map<string, Argument>();
    const attributes = [...given].map(([each, inner]) => ({
      name: each,
      type: typeOfArgument(inner) ?? "dynamic",
      required: false,
      optional: true,
      computed: false,
    }));
    const nesting = nestings[argument.collection] ?? "single";
    return { name, nesting, isRequired: required, isSingle: false, block: { attributes, blocks: [] } };
  };
  // A provider's objects may contain themselves.
  const objectTypeOf = (
    each: ProviderClass,
    isList: boolean,
    above: ProviderClass[] = [],
  ): TerraformType | ObjectType => {
    if (above.includes(each)) return "dynamic";
    const fields = Object.fromEntries(
      each.members.map((member) => {
        const nested = reading.classes.has(member.accessor) ? itemOf(member.accessor) : undefined;
        const nestedClass = nested && reading.classes.get(nested.item);
        const type =
          nestedClass === undefined
            ? (typeOfAccessor(member.accessor) ?? "dynamic")
            : objectTypeOf(nestedClass, nested?.isList === true || options.hasBlocks, [...above, each]);
        return [member.name, type];
      }),
    );
    const object: ObjectType = ["object", fields];
    return isList ? ["list", object] : object;
  };
  return blockOf(root, root.arguments);
};

// Cloudflare's bindings say "computed and required" for nested arguments; Terraform allows only one
// of them.
const flagsOf = ({ required, optional, computed }: Member): Pick<Attribute, "required" | "optional" | "computed"> => ({
  required,
  optional: optional && !required,
  computed: computed && !required,
});
