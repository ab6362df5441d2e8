/**
 * The policy of every page, with one addition: this page reads the description and tries the API, at this server only.
 * Swagger UI sets its styles by script, so nothing inline is needed.
 */
export const DOCUMENTATION_POLICY = [
  "default-src 'none'",
  "connect-src 'self'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const documentationPage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Wardkey API</title>
    <link rel="stylesheet" href="/api/docs/swagger-ui.css">
    <link rel="icon" type="image/png" sizes="32x32" href="/api/docs/favicon-32x32.png">
  </head>
  <body>
    <noscript><p>This page needs JavaScript. The same in JSON: <a href="/api/openapi.json">openapi.json</a>.</p></noscript>
    <div id="swagger-ui"></div>
    <script src="/api/docs/swagger-ui-bundle.js"></script>
    <script src="/api/docs/start.js"></script>
  </body>
</html>
`;

/** A token that is typed in is forgotten when the page is closed. Nothing is sent to Swagger’s validator. */
export const START_SCRIPT = `window.SwaggerUIBundle({
  url: '/api/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  persistAuthorization: false,
  validatorUrl: null,
});
`;
