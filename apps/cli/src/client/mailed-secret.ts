import { text as textOf } from "node:stream/consumers";
import { isCancel, password } from "@clack/prompts";
import { InterruptedError, UsageError } from "../failure.ts";

export type MailedSecret = {
  /** `cgi_`: the kind of secret. */
  prefix: string;
  question: string;
  /** Printed if the input contains none. */
  missing: string;
  /** Printed after Ctrl-C or Esc. */
  interrupted: string;
};

/**
 * A secret from a mail, read from the terminal or from standard input. It is never an argument,
 * which everybody on the machine could read. @throws UsageError if the input contains none
 */
export const readMailedSecret = async ({ prefix, missing, ...asked }: MailedSecret): Promise<string> => {
  const input = process.stdin.isTTY ? await ask(asked) : await textOf(process.stdin);
  const found = new RegExp(`${prefix}[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])`).exec(input)?.[0];
  if (found !== undefined) return found;
  throw new UsageError(missing);
};

const ask = async ({ question, interrupted }: Pick<MailedSecret, "question" | "interrupted">): Promise<string> => {
  const answer = await password({ message: question });
  if (isCancel(answer)) throw new InterruptedError(interrupted);
  return answer;
};

/** @throws UsageError if the input contains none */
export const readInvitationToken = (): Promise<string> =>
  readMailedSecret({
    prefix: "cgi_",
    question: "The link in the email",
    missing:
      "This is not the link of an invitation. Copy the whole link from the email: it ends with #cgi_ and 43 characters.",
    interrupted: "The invitation was not accepted.",
  });

/** @throws UsageError if the input contains none */
export const readIssuerLinkCode = (): Promise<string> =>
  readMailedSecret({
    prefix: "cgl_",
    question: "The code in the email",
    missing: "This is not the code of an issuer link. Copy it from the email: cgl_ and 43 characters.",
    interrupted: "Nothing was linked.",
  });
