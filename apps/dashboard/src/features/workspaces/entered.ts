import type { Place } from "@cogrion/domain";
import { longestSlugAt, slugPattern, workspaceIdOf } from "@cogrion/domain";

/** What is wrong with a slug, as the API would say it; undefined where nothing is. */
export const slugFaultOf = (slug: string, place: Place): string | undefined => {
  if (slug === "") return undefined;
  const longest = longestSlugAt(place);
  if (slug.length > longest) return `A name has at most ${longest} characters here; this has ${slug.length}.`;
  if (!slugPattern.test(slug))
    return `2 to ${longest} characters of a–z, 0–9 and hyphen; it neither begins nor ends with a hyphen.`;
  try {
    workspaceIdOf(slug);
    return undefined;
  } catch {
    return "This name is reserved: it could pass for Cogrion or a well-known brand.";
  }
};

/** The account's digits, also out of an ARN that somebody pasted. */
export const awsAccountOf = (text: string): string =>
  /^arn:aws[\w-]*:[\w-]*:[\w-]*:(\d{12}):/.exec(text.trim())?.[1] ?? text.replaceAll(/\D/g, "").slice(0, 12);

/** `1234-5678-9012`, as the AWS console shows it; also while it is being typed. */
export const groupedAccountOf = (digits: string): string => digits.replaceAll(/(\d{4})(?=\d)/g, "$1-");
