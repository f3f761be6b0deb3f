/** Replaces a secret. */
export const censored = "[redacted]";

const secretKeyNames = String.raw`(?:proxy-)?authorization|(?:set-)?cookies?|credentials?|dsn|database_?url|[\w-]{0,40}pass(?:word|wd|phrase)[\w-]{0,40}|[\w-]{0,40}secret[\w-]{0,40}|[\w-]{0,40}token|[\w-]{0,40}api[-_]?key|[\w-]{0,40}private[-_]?key[\w-]{0,40}|[\w-]{0,40}session[-_]?id`;
const secretKey = new RegExp(`^(?:${secretKeyNames})$`, "i");
// A deeper value is a mistake of the caller; what was not checked is not written.
const maxDepth = 8;

/**
 * A copy without the values of keys that name a secret, at any depth, including headers, error
 * fields and arrays.
 */
export const censorKeys = (value: unknown, depth = 0): unknown => {
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (depth >= maxDepth) return "[too deep]";
  if (Array.isArray(value)) return value.map((each) => censorKeys(each, depth + 1));
  if ("toJSON" in value && typeof value.toJSON === "function") return censorKeys(value.toJSON(), depth + 1);
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      secretKey.test(key) && each !== undefined && each !== null ? censored : censorKeys(each, depth + 1),
    ]),
  );
};

// Keys are the code's own, except a few that came from outside. The cache is large enough for the
// former, and bounded.
const maxInnocentKeys = 500;
const innocentKeys = new Set<string>();

const isInnocent = (key: string): boolean => {
  if (innocentKeys.has(key)) return true;
  if (secretKey.test(key)) return false;
  if (innocentKeys.size < maxInnocentKeys) innocentKeys.add(key);
  return true;
};

/**
 * Whether there is nothing to censor: the line is flat, and no key names a secret. Most lines are
 * like that and need no copy.
 */
export const isPlain = (fields: Record<string, unknown>): boolean => {
  for (const key in fields) if (typeof fields[key] === "object" || !isInnocent(key)) return false;
  return true;
};

// Each pattern works on one line of JSON text, so its match must not contain a quote or a
// backslash.
const secretTexts: readonly [RegExp, string][] = [
  // pino writes a child's bindings without calling a formatter, so keys are checked once more here.
  [new RegExp(String.raw`"(${secretKeyNames})":"(?:[^"\\]|\\.)*"`, "gi"), `"$1":"${censored}"`],
  [/\beyJ[\w-]{6,}(?:\.[\w-]*){1,4}/g, censored],
  [/\b(Bearer|Basic|Negotiate)(\s+)[\w.~+/=:-]{6,}/gi, `$1$2${censored}`],
  [/(:\/\/)[^\s/@"\\]{0,256}:[^\s/@"\\]{0,256}@/g, `$1${censored}@`],
  [
    /([?&#](?:access_token|id_token|refresh_token|token|code|client_secret|password|X-Amz-(?:Signature|Security-Token|Credential))=)[^\s&"\\]+/gi,
    `$1${censored}`,
  ],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, censored],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[^"-]|-(?!----END))*(?:-----END [A-Z ]*PRIVATE KEY-----)?/g, censored],
];

/**
 * Each of the patterns above needs one of these substrings. Most lines contain none, and need no
 * further check.
 */
const mayHoldSecret =
  /authorization|cookie|credential|dsn|url|pass|secret|token|key|session|eyj|bearer|basic|negotiate|:\/\/|[?&#]|akia|asia/i;

/**
 * The last check of a line before it is written. It removes text in the shape of a secret (JWTs,
 * bearer values, passwords and tokens in URLs, AWS key ids, PEM keys), and the process's own
 * secrets by value, wherever they are.
 */
export const createTextCensor = (secrets: readonly string[]): ((line: string) => string) => {
  // A short value would also remove innocent text; config.ts requires longer secrets.
  const own = secrets
    .filter((secret) => secret.length >= 8)
    .map((secret) => JSON.stringify(secret).slice(1, -1))
    .toSorted((a, b) => b.length - a.length);
  return (line) => {
    let text = line;
    for (const secret of own) text = text.replaceAll(secret, censored);
    if (!mayHoldSecret.test(text)) return text;
    for (const [pattern, replacement] of secretTexts) text = text.replaceAll(pattern, replacement);
    return text;
  };
};
