import { type INestApplication, Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Settings } from '#src/config/settings/settings.js';
import { ALL_PERMISSIONS, PERMISSIONS } from '#src/roles/permissions.js';
import { loadSwagger } from './annotations.js';
import { exactDocument } from './exact-document.js';

const DESCRIPTION = `REST for administrators and provisioning scripts.

**Tokens.** A client gets its access token by client credentials (RFC 6749 section 4.4) at \`/token\`, with scopes that
its registration names, and sends it in the \`Authorization\` header. Each operation names the scope that it needs.

**Errors** are problem details (RFC 9457, \`application/problem+json\`). \`errors\` names each member that is not
accepted. Unknown members are refused, never ignored. \`reference\` is a number by which the operator of this server finds the error.

**Bodies** are JSON in UTF-8 (\`application/json\`); a PATCH is a merge patch (\`application/merge-patch+json\`, RFC 7396,
or \`application/json\`). Any other body is refused (415). A body is also refused where the operation takes none, and when
a member occurs twice (400). Text must contain visible characters and no control characters; its length is counted in
characters. Numbers in a query are decimal digits. Repeated or unknown parameters are refused (400).

**Changes** that depend on what you read should send its \`ETag\` in \`If-Match\`. When another caller has changed it
meanwhile, your change is refused (412), so that no change is lost. A PATCH without \`If-Match\` is refused (428). A change
that changes nothing leaves the \`ETag\` as it is. A sign-in gives the account another \`ETag\`, because \`lastSignInAt\`
is shown; the earlier \`ETag\` still works in \`If-Match\`.

**Repeating.** An operation that takes an \`Idempotency-Key\` can be sent again when its answer was lost: for 24 hours, the
same key with the same content gets the first answer, and nothing is made twice.

**Methods** that an address does not support are answered with 405; \`Allow\` names those that it supports. \`HEAD\` works
wherever \`GET\` does, and \`OPTIONS\` everywhere.

**Lists** come in pages. \`next\` is the \`cursor\` of the next page; it is \`null\` on the last page. A cursor marks a
position in the list, so entries that are created or deleted meanwhile cause no other entry to be repeated or left out.`;

/** Each scope with what it allows. */
const SCOPES = Object.fromEntries(ALL_PERMISSIONS.map((scope) => [scope, PERMISSIONS[scope].allows]));

/** The OpenAPI description of this API, generated from the controllers when somebody asks for it first. */
@Injectable()
export class ApiDocument {
  private described: { app: INestApplication; rooms: Array<new () => object> } | undefined;
  private document: Promise<OpenAPIObject> | undefined;

  constructor(private readonly settings: Settings) {}

  /** @param rooms the modules whose controllers are described. */
  describe(app: INestApplication, ...rooms: Array<new () => object>): void {
    this.described = { app, rooms };
  }

  json(): Promise<OpenAPIObject> {
    // A failure is not remembered, so that the next request tries again.
    return (this.document ??= this.make().catch((error: unknown) => {
      this.document = undefined;
      throw error;
    }));
  }

  private async make(): Promise<OpenAPIObject> {
    if (!this.described) throw new Error('There is nothing to describe yet');
    const { DocumentBuilder, SwaggerModule } = await loadSwagger();
    const { app, rooms } = this.described;
    const { issuer } = this.settings;
    const facts = new DocumentBuilder()
      .setOpenAPIVersion('3.1.0')
      .setTitle('Wardkey')
      .setDescription(DESCRIPTION)
      .setVersion('1')
      .addServer(issuer)
      .addOAuth2(
        {
          type: 'oauth2',
          flows: { clientCredentials: { tokenUrl: `${issuer}/token`, scopes: SCOPES } },
        },
        'clientCredentials',
      )
      .addBearerAuth(
        { type: 'http', scheme: 'bearer', description: 'An access token that the client already has.' },
        'bearer',
      )
      .build();
    return exactDocument(SwaggerModule.createDocument(app, facts, { include: rooms }));
  }
}
