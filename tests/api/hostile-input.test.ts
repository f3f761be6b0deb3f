import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Answer, Request, Stage } from "./support/stage.ts";
import { setStage } from "./support/stage.ts";

const aws = { account_id: "222222222222" };
const long = "a".repeat(70_000);

/** Invalid input of every kind: each is rejected with a documented problem, and creates nothing. */
describe("hostile input", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage?.stop());
  const outcomeOf = ({ status, body }: Answer) => [status, body.code];

  test.each<[string, string, string, string]>([
    ["a workspace id without prefix", "GET", "/api/workspaces/acme", "#path/workspace_id"],
    ["a workspace id in upper case", "GET", "/api/workspaces/w-ACME", "#path/workspace_id"],
    ["a workspace id that climbs", "GET", "/api/workspaces/w-a%2f..%2fb", "#path/workspace_id"],
    ["a workspace id that is SQL", "GET", "/api/workspaces/w-a'--", "#path/workspace_id"],
    ["a workspace id with a null byte", "GET", "/api/workspaces/w-a%00b", "#path/workspace_id"],
    ["a workspace id of 33 characters", "GET", `/api/workspaces/w-${"a".repeat(33)}`, "#path/workspace_id"],
    ["an account id that is not a UUID", "GET", "/api/accounts/1", "#path/account_id"],
    ["a token id that is not a UUID", "DELETE", "/api/workspaces/w-acme/tokens/x", "#path/token_id"],
    ["a limit of zero", "GET", "/api/accounts?limit=0", "#query/limit"],
    ["a limit beyond the bound", "GET", "/api/accounts?limit=101", "#query/limit"],
    ["a limit that is not a number", "GET", "/api/accounts?limit=ten", "#query/limit"],
    ["a limit given twice", "GET", "/api/accounts?limit=1&limit=2", "#query/limit"],
    ["a state that there is not", "GET", "/api/workspaces?state=zombie", "#query/state"],
    ["a search with wildcards", "GET", "/api/workspaces?search=%25%25%25", "#query/search"],
    ["a cursor of other characters", "GET", "/api/accounts?cursor=%3C%3E", "#query/cursor"],
    ["an unknown query parameter", "GET", "/api/me?admin=true", "#query/admin"],
  ])("%s", async (_, method, path, pointer) => {
    const answer = await stage.call(method, path, { as: "ada" });
    expect(outcomeOf(answer)).toEqual([400, "request_invalid"]);
    expect(answer.body.errors[0].pointer).toBe(pointer);
  });

  test("a cursor that we did not make", async () => {
    for (const cursor of ["AAAA", Buffer.from('["x",1]').toString("base64url")]) {
      const answer = await stage.call("GET", `/api/accounts?cursor=${cursor}`, { as: "ada" });
      expect(outcomeOf(answer)).toEqual([400, "cursor_invalid"]);
    }
  });

  const bodies: [string, unknown, string | undefined][] = [
    ["no body", undefined, ""],
    ["a body that is a list", [], ""],
    ["a body that is null", "null", ""],
    ["no JSON", "{", undefined],
    ["JSON with a prototype", '{"name":"x","__proto__":{"admin":true}}', undefined],
    ["JSON with a constructor", '{"name":"x","constructor":{"prototype":{"admin":true}}}', undefined],
    ["a deep nest", "[".repeat(20_000), undefined],
    ["an unknown field", { name: "x", roles: ["owner"] }, "/roles"],
    ["a role of one's own choice", { name: "x", system_roles: ["operator"] }, "/system_roles"],
    ["an empty name", { name: "" }, "/name"],
    ["a name of white space", { name: " \t " }, "/name"],
    ["a name with a null byte", { name: "a\0b" }, "/name"],
    ["a name with a line break", { name: "a\nb" }, "/name"],
    ["a name with a right-to-left override", { name: "Acme \u202egnp.exe" }, "/name"],
    ["a name with a zero-width space", { name: "Ac\u200bme" }, "/name"],
    ["a name with a line separator", { name: "Acme\u2028Inc" }, "/name"],
    ["a name of 101 characters", { name: "a".repeat(101) }, "/name"],
    ["a name that is a number", { name: 1 }, "/name"],
  ];
  test.each(bodies)("creating an account with %s", async (_, body, pointer) => {
    const headers = { "content-type": "application/json" };
    const answer = await stage.call("POST", "/api/accounts", { as: "ada", body, headers });
    expect(outcomeOf(answer)).toEqual([400, "request_invalid"]);
    if (pointer !== undefined) expect(answer.body.errors[0].pointer).toBe(pointer);
  });

  test.each<[string, object, string]>([
    ["a slug of one character", { slug: "a" }, "/slug"],
    ["a slug that ends with a hyphen", { slug: "a-" }, "/slug"],
    ["a slug in upper case", { slug: "Acme" }, "/slug"],
    ["a slug with a dot", { slug: "a.b" }, "/slug"],
    ["an AWS account id of 11 digits", { aws: { account_id: "22222222222" } }, "/aws/account_id"],
    ["an AWS account id that is a number", { aws: { account_id: 222222222222 } }, "/aws/account_id"],
    ["a role name with a slash", { aws: { ...aws, role_name: "a/b" } }, "/aws/role_name"],
    ["an AWS region that is a host", { aws: { ...aws, region: "evil.example" } }, "/aws/region"],
    ["a misspelt AWS region", { aws: { ...aws, region: "ap-southest-1" } }, "/aws/region"],
    ["an AWS region of another partition", { aws: { ...aws, region: "cn-north-1" } }, "/aws/region"],
    ["an AWS region that does not exist", { aws: { ...aws, region: "xx-nowhere-9" } }, "/aws/region"],
    ["an external id of one's own", { aws: { ...aws, external_id: "mine" } }, "/aws/external_id"],
    ["a state", { state: "active" }, "/state"],
  ])("creating a workspace with %s", async (_, changes, pointer) => {
    const body = { account_id: stage.accountId, slug: "hostile", aws, ...changes };
    const answer = await stage.call("POST", "/api/workspaces", { as: "ada", body });
    expect(outcomeOf(answer)).toEqual([400, "request_invalid"]);
    expect(answer.body.errors.map((each: { pointer: string }) => each.pointer)).toContain(pointer);
  });

  test.each<[string, Request, [number, string]]>([
    ["a body of 70 KB", { body: { name: long } }, [413, "body_too_large"]],
    ["plain text", { body: "name=x", headers: { "content-type": "text/plain" } }, [415, "media_type_unsupported"]],
    [
      "a form",
      { body: "name=x", headers: { "content-type": "application/x-www-form-urlencoded" } },
      [415, "media_type_unsupported"],
    ],
    ["no media type", { body: "{}", headers: { "content-type": "" } }, [415, "media_type_unsupported"]],
    ["a malformed media type", { body: "{}", headers: { "content-type": "json" } }, [415, "media_type_unsupported"]],
    ["a compressed body", { body: "{}", headers: { "content-encoding": "gzip" } }, [415, "media_type_unsupported"]],
    [
      "an idempotency key of one character",
      { body: { name: "x" }, headers: { "idempotency-key": "1" } },
      [400, "request_invalid"],
    ],
    [
      "an idempotency key of 200",
      { body: { name: "x" }, headers: { "idempotency-key": long.slice(0, 200) } },
      [400, "request_invalid"],
    ],
    [
      "an Accept that cannot be met",
      { body: { name: "x" }, headers: { accept: "text/html" } },
      [406, "not_acceptable"],
    ],
    [
      "a header of 20 KB",
      { body: { name: "x" }, headers: { "x-large": long.slice(0, 20_000) } },
      [431, "headers_too_large"],
    ],
  ])("%s", async (_, request, expected) => {
    const before = await accountsOfAda();
    expect(outcomeOf(await stage.call("POST", "/api/accounts", { as: "ada", ...request }))).toEqual(expected);
    expect(await accountsOfAda()).toBe(before);
  });
  const accountsOfAda = async (): Promise<number> =>
    (await stage.call("GET", "/api/me", { as: "ada" })).body.accounts.length;

  test("a body where none is taken", async () => {
    const { id } = await stage.givenWorkspace("bodiless");
    const path = `/api/workspaces/${id}/cancel`;
    const answer = await stage.call("POST", path, { as: "ada", body: { force: true } });
    expect(outcomeOf(answer)).toEqual([400, "request_invalid"]);
    expect(outcomeOf(await stage.call("POST", path, { as: "ada", body: long }))).toEqual([413, "body_too_large"]);
  });

  test("a path that is not properly escaped", async () => {
    const answer = await stage.call("GET", "/api/workspaces/%zz", { as: "ada" });
    expect(outcomeOf(answer)).toEqual([400, "request_invalid"]);
  });

  test("a kid of 1 MB does not fit into the headers", async () => {
    const header = Buffer.from(JSON.stringify({ alg: "RS256", kid: "k".repeat(1 << 20) })).toString("base64url");
    const answer = await stage.call("GET", "/api/me", { token: `${header}.e30.c2ln` });
    expect(outcomeOf(answer)).toEqual([431, "headers_too_large"]);
  });
});
