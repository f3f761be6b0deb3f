const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text that is safe in HTML and in a quoted attribute. */
export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (each) => escapes[each] ?? each);

/**
 * A user-chosen name that no mail program turns into a link: a space follows each character that
 * could join the parts of an address (`evil. example`).
 */
export const unlinked = (name: string): string => name.replaceAll(/([.:/@\\])(?=\S)/gu, "$1 ");

/** A mail's body from paragraphs that are already HTML. */
export const htmlMailOf = (paragraphs: readonly string[]): string => `<!doctype html>
<html lang="en">
<body style="font-family: system-ui, sans-serif; line-height: 1.5">
${paragraphs.join("\n")}
</body>
</html>
`;

/** A time that people in all time zones understand: `2026-03-08 12:00 UTC`. */
export const utcOf = (at: Date): string => `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
