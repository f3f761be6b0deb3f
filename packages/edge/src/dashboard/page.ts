import type { Site } from "./site.ts";

/** Stands in the built page where the site's facts go. */
export const sitePlaceholder = "%COGRION_SITE%";

const escaped: Record<string, string> = { "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;" };

/** The built page for this site. @throws where the page has no place for it */
export const pageFor = (html: string, site: Site): string => {
  if (!html.includes(sitePlaceholder)) throw new Error(`the page has no ${sitePlaceholder}`);
  const text = JSON.stringify(site).replaceAll(/[&"<>]/g, (each) => escaped[each] ?? each);
  return html.replace(sitePlaceholder, () => text);
};
