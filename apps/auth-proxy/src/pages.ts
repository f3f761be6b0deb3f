import { languageOf } from "./language.ts";

/** Pages of the proxy itself, for faults that Keycloak cannot explain. */
export type PageKind = "unavailable" | "headers-too-large";

type Text = { title: string; heading: string; body: string; resend: string; retry: string };

const languages = ["en", "de", "zh"] as const;
type Language = (typeof languages)[number];

const texts: Record<PageKind, Record<Language, Text>> = {
  unavailable: {
    en: {
      title: "Sign-in is not reachable",
      heading: "Sign-in is not reachable right now",
      body: "Your account's region did not respond in time. None of your data is lost.",
      resend:
        "Go back in your browser and send the form again. If you were changing something, first check whether it was changed.",
      retry: "Try again",
    },
    de: {
      title: "Anmeldung nicht erreichbar",
      heading: "Die Anmeldung ist gerade nicht erreichbar",
      body: "Die Region, in der Ihr Konto liegt, hat nicht rechtzeitig geantwortet. Es ist nichts verloren gegangen.",
      resend:
        "Gehen Sie im Browser zurück und senden Sie das Formular noch einmal; wenn Sie etwas ändern wollten, sehen Sie erst nach, ob es geschehen ist.",
      retry: "Noch einmal versuchen",
    },
    zh: {
      title: "登录服务暂时无法访问",
      heading: "登录服务暂时无法访问",
      body: "保存您账户的区域未能及时响应。您的数据没有丢失。",
      resend: "请返回上一页并重新提交表单；如果您正在修改内容，请先确认修改是否已经生效。",
      retry: "重试",
    },
  },
  "headers-too-large": {
    en: {
      title: "Too many cookies",
      heading: "Your browser sent too many cookies for the sign-in",
      body: "Clear the cookies of this site in your browser's settings, then try again.",
      resend: "Clear them, then start the sign-in again from the page that sent you here.",
      retry: "Try again",
    },
    de: {
      title: "Zu viele Cookies",
      heading: "Ihr Browser hat mehr Cookies gesendet, als eine Anmeldung annehmen kann",
      body: "Löschen Sie in den Einstellungen Ihres Browsers die Cookies dieser Website und versuchen Sie es noch einmal.",
      resend: "Beginnen Sie die Anmeldung danach dort noch einmal, woher Sie kamen.",
      retry: "Noch einmal versuchen",
    },
    zh: {
      title: "Cookie 过多",
      heading: "您的浏览器发送的 Cookie 超出了登录服务的上限",
      body: "请在浏览器设置中清除本网站的 Cookie，然后重试。",
      resend: "清除之后，请从您原来的页面重新开始登录。",
      retry: "重试",
    },
  },
};

const html = (language: Language, text: Text, isRepeatable: boolean): string => `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${text.title}</title>
<style>:root{color-scheme:light dark}body{font:1.125rem/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem;color:#1f2328;background:#fff}a{color:#0550ae}
@media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}a{color:#79c0ff}}</style></head>
<body><main><h1>${text.heading}</h1>
<p>${text.body}</p>
<p>${isRepeatable ? `<a href="">${text.retry}</a>` : text.resend}</p></main></body></html>
`;

/** A page in the reader's language, with a next step. It repeats nothing from the request. */
export const pageOf = (
  kind: PageKind,
  request: Request,
  status: number,
  headers: Record<string, string> = {},
): Response => {
  const language = languageOf(request.headers.get("accept-language"), languages);
  const isRepeatable = request.method === "GET" || request.method === "HEAD";
  return new Response(request.method === "HEAD" ? null : html(language, texts[kind][language], isRepeatable), {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-language": language,
      "cache-control": "no-store",
      "content-security-policy":
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
      "referrer-policy": "no-referrer",
      vary: "accept, accept-language",
      "x-content-type-options": "nosniff",
      ...headers,
    },
  });
};
