import type { CaughtMail } from "./mailbox.ts";

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (each) => escapes[each] ?? each);

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(title)}</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; padding: 0.3rem 1rem 0.3rem 0; vertical-align: top; overflow-wrap: anywhere; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  iframe { width: 100%; height: 24rem; border: 1px solid #8888; background: #fff; }
</style>
<h1>${escape(title)}</h1>
${body}
</html>
`;

export const listPage = (mails: readonly CaughtMail[]): string => {
  const rows = mails.map(
    ({ id, recipients, subject, received_at }) =>
      `<tr><td>${escape(received_at)}<td>${escape(recipients.join(", "))}<td><a href="/mails/${id}">${escape(subject ?? "(no subject)")}</a>`,
  );
  const table = `<table><thead><tr><th>Received<th>To<th>Subject<tbody>${rows.join("\n")}</table>`;
  return page(
    "Caught mails",
    mails.length === 0 ? "<p>None yet. What this stack mails is caught here, and goes nowhere else.</p>" : table,
  );
};

/**
 * A mail's own HTML is shown in a frame without any permissions, so it can run and load nothing.
 */
export const mailPage = ({ subject, from, recipients, received_at, text, html }: CaughtMail): string =>
  page(
    subject ?? "(no subject)",
    [
      `<p>From ${escape(from ?? "nobody")} to ${escape(recipients.join(", "))}, ${escape(received_at)}. <a href="/">All mails</a></p>`,
      text === null ? "" : `<h2>Text</h2><pre>${escape(text)}</pre>`,
      html === null ? "" : `<h2>HTML</h2><iframe sandbox title="The mail as HTML" srcdoc="${escape(html)}"></iframe>`,
    ].join("\n"),
  );
