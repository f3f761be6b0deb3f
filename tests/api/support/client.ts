import type { Person } from "./people.ts";
import { signIn } from "./people.ts";

export type Answer = {
  status: number;
  headers: Headers;
  // Tests look into whatever came back.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
};

export type Request = {
  as?: Person;
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
};

export type Client = {
  /** An access token as Keycloak issues it; `kind` selects another part of its response. */
  token(person: Person, kind?: "access_token" | "id_token"): Promise<string>;
  call(method: string, path: string, request?: Request): Promise<Answer>;
};

/** Calls the public listener as one of the people. */
export const createClient = (publicUrl: string, issuer: string): Client => {
  const tokens = new Map<string, { text: Promise<string>; at: number }>();
  const token: Client["token"] = (person, kind = "access_token") => {
    const known = tokens.get(`${person} ${kind}`);
    // Tokens are valid for five minutes, and a file may take longer.
    if (known !== undefined && Date.now() - known.at < 120_000) return known.text;
    const text = signIn(issuer, person, { kind });
    tokens.set(`${person} ${kind}`, { text, at: Date.now() });
    return text;
  };
  return {
    token,
    async call(method, path, { as, token: given, body, headers } = {}) {
      const bearer = given ?? (as === undefined ? undefined : await token(as));
      const response = await fetch(new URL(path, publicUrl), {
        method,
        redirect: "manual",
        headers: {
          ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text === "" ? undefined : parsedOr(text) };
    },
  };
};

const parsedOr = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
