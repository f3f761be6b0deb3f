import { text as textOf } from "node:stream/consumers";
import { isCancel, password } from "@clack/prompts";
import { InterruptedError, UsageError } from "../failure.ts";

const tokenPattern = /cgi_[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/;

/**
 * The token of an invitation's link, from the terminal or from standard input. It is never an
 * argument, which everybody on the machine could read.
 * @throws UsageError if the input contains none
 */
export const readInvitationToken = async (): Promise<string> => {
  const token = tokenPattern.exec(process.stdin.isTTY ? await ask() : await textOf(process.stdin))?.[0];
  if (token !== undefined) return token;
  throw new UsageError(
    "This is not the link of an invitation. Copy the whole link from the email: it ends with #cgi_ and 43 characters.",
  );
};

const ask = async (): Promise<string> => {
  const answer = await password({ message: "The link in the email" });
  if (isCancel(answer)) throw new InterruptedError("The invitation was not accepted.");
  return answer;
};
