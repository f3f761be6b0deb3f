/** Host names and words that people would take for Cogrion itself. */
const own = `
  account accounts admin administrator agent api app apps artifact artifacts auth billing cdn certs cloud cogrion
  console control-plane cplane customer dashboard default demo dev developer docs download edge email
  example exports external help hostmaster id identity info internal invitation invite keycloak legal local
  localhost login logout lookup mail main me metrics mx noreply ns ns1 ns2 oauth official oidc openbao ops
  payment payments postmaster preview prod production public register root sandbox secure security service
  services session sign-in sign-up signin signup sso staff staging static status support system temporal tenant
  test trust update updates vault verify wallet webmail webmaster workspace workspaces www
`;

/** The brands that phishing pages imitate most; a short list. Their owners contact support. */
const brands = `
  adobe airbnb alibaba amazon amex android apple atlassian aws azure binance bitbucket chase cisco citibank
  cloudflare coinbase dhl discord docusign dropbox ebay facebook fedex github gitlab gmail google hsbc ibm icloud
  instagram intel linkedin mastercard meta metamask microsoft netflix nvidia office office365 okta openai oracle
  outlook paypal revolut salesforce samsung sap servicenow shopify slack spotify steam stripe telegram tesla tiktok
  twitter uber ups visa whatsapp wise x yahoo youtube zoom
`;

const reserved: ReadonlySet<string> = new Set(`${own} ${brands}`.split(/\s+/).filter((word) => word !== ""));

/**
 * Whether the slug is reserved: a reserved word, a slug whose first part is one (`paypal-login`), a
 * name that starts with Cogrion's, or an encoded international name (`xn--…`), which is displayed
 * as other letters.
 */
export const isReservedSlug = (slug: string): boolean => {
  const [first = ""] = slug.split("-");
  return reserved.has(slug) || isBrand(first) || slug.startsWith("cogrion") || /^.{2}--/.test(slug);
};

const brandNames: ReadonlySet<string> = new Set(brands.split(/\s+/).filter((word) => word.length > 2));
const isBrand = (word: string): boolean => brandNames.has(word);
