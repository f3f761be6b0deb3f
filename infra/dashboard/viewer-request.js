// CloudFront function of the dashboard's distribution, at viewer request, runtime
// cloudfront-js-2.0. The bucket serves an address that names a file, or returns 404 if the file is
// missing. Every other address is inside the application, which is one page.

// Files whose extension is not listed below, such as "/help": "/help.html", as Cloudflare Pages
// names its pages.
const others = {};
const files =
  /^\/(assets|static|\.well-known)\/|\.(avif|css|csv|gif|html|ico|jpe?g|js|json|map|mjs|mp4|pdf|png|svg|ttf|txt|wasm|webmanifest|webp|woff2?|xml)$/i;

// oxlint-disable-next-line no-unused-vars -- CloudFront calls it by its name.
function handler(event) {
  const request = event.request;
  const other = others[request.uri];
  if (other !== undefined) request.uri = other;
  else if (!files.test(request.uri)) request.uri = "/index.html";
  return request;
}
