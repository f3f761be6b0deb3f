import type { TestHost } from "@cogrion/testing/edge/hosts";
import { edgeStand } from "./stand.ts";

type Init = { method?: string; body?: string; headers?: Record<string, string> };
type Cookie = { pair: string; path: string };

/** Where a walk ended: a page, or the application's own address, which is not requested. */
export type Page = { url: string; status: number; html: string; response: Response | undefined };

export const formHeaders = { "content-type": "application/x-www-form-urlencoded" };
const maxRedirects = 15;

/**
 * A browser without a screen: it keeps cookies by origin and path, follows redirects as browsers
 * do, and posts the forms that it gets. Requests to the entry go through the given host, all others
 * to their own origin.
 */
export const createBrowser = (host: TestHost, globalOrigin: string) => {
  const { appOrigin } = edgeStand();
  const jars = new Map<string, Map<string, Cookie>>();
  /** Each request in order, as `GET https://…` without its query. */
  const met: string[] = [];

  const ask = async (url: string, init: Init = {}): Promise<Response> => {
    const { origin, pathname } = new URL(url);
    const jar = jars.get(origin) ?? new Map<string, Cookie>();
    jars.set(origin, jar);
    const pairs = [...jar.values()].filter(({ path }) => pathname.startsWith(path)).map(({ pair }) => pair);
    const headers = { accept: "text/html", ...init.headers, ...(pairs.length > 0 ? { cookie: pairs.join("; ") } : {}) };
    met.push(`${init.method ?? "GET"} ${origin}${pathname}`);
    const response = isBehind(globalOrigin, origin)
      ? await host.fetch(url, { ...init, headers })
      : await fetch(url, { ...init, headers, redirect: "manual" });
    for (const each of response.headers.getSetCookie()) keep(jar, each);
    return response;
  };

  const go = async (url: string, init: Init = {}): Promise<Page> => {
    let at = url;
    let next: Init = init;
    for (let hop = 0; hop < maxRedirects; hop++) {
      if (at.startsWith(`${appOrigin}/`)) return { url: at, status: 200, html: "", response: undefined };
      const response = await ask(at, next);
      const location = response.headers.get("location");
      if (location === null) return { url: at, status: response.status, html: await response.text(), response };
      await response.body?.cancel();
      at = new URL(location, at).href;
      // Only a 307 requires posting the form again.
      next = response.status === 307 ? next : {};
    }
    throw new Error(`more than ${maxRedirects} redirects: ${met.slice(-4).join(", ")}`);
  };

  /** Posts the page's form with its hidden fields, and these. */
  const submit = (page: Page, fields: Record<string, string>): Promise<Page> => {
    const form = formOf(page.html);
    if (form === undefined) throw new Error(`no form on ${page.status} ${page.url}: ${textOf(page.html)}`);
    return go(new URL(form.action, page.url).href, {
      method: "POST",
      headers: formHeaders,
      body: new URLSearchParams({ ...form.hidden, ...fields }).toString(),
    });
  };

  const follow = (page: Page, pattern: RegExp): Promise<Page> => {
    const link = linksOf(page.html).find((each) => pattern.test(each));
    if (link === undefined) throw new Error(`no link ${pattern} on ${page.url}: ${textOf(page.html)}`);
    return go(new URL(link, page.url).href);
  };

  const cookiesOf = (origin: string): Cookie[] => [...(jars.get(origin)?.values() ?? [])];
  return { ask, go, submit, follow, met, cookiesOf };
};
/** Whether the entry's host serves this origin: its own, or a region's below it. */
export const isBehind = (globalOrigin: string, origin: string): boolean =>
  origin === globalOrigin || origin.endsWith(`.${new URL(globalOrigin).host}`);

export type TestBrowser = ReturnType<typeof createBrowser>;

const keep = (jar: Map<string, Cookie>, setCookie: string): void => {
  const [pair = "", ...attributes] = setCookie.split(/; ?/);
  const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? "/";
  const key = `${path} ${pair.split("=")[0]}`;
  if (/max-age=0/i.test(setCookie)) jar.delete(key);
  else jar.set(key, { pair, path });
};

const unescaped = (text: string): string =>
  text.replaceAll("&amp;", "&").replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&#61;", "=");

const attributeOf = (tag: string, name: string): string | undefined => {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return found === undefined ? undefined : unescaped(found);
};

const formOf = (html: string): { action: string; hidden: Record<string, string> } | undefined => {
  const form = /<form[^>]*>[^]*?<\/form>/.exec(html)?.[0];
  if (form === undefined) return undefined;
  const hidden: Record<string, string> = {};
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const name = attributeOf(tag, "name");
    if (name !== undefined && attributeOf(tag, "type") === "hidden") hidden[name] = attributeOf(tag, "value") ?? "";
  }
  return { action: attributeOf(/<form[^>]*>/.exec(form)?.[0] ?? "", "action") ?? "", hidden };
};

export const linksOf = (html: string): string[] =>
  [...html.matchAll(/<a\s[^>]*>/g)].flatMap(([tag]) => attributeOf(tag, "href") ?? []);

/** The text that a person reads on a page. */
export const textOf = (html: string): string =>
  html
    .replaceAll(/<(script|style)[^]*?<\/\1>/g, " ")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
