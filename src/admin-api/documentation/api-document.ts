import { type INestApplication, Injectable } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { Settings } from '#src/config/settings/settings.js';
import { API_SCOPE_TEXTS } from '../permissions.js';
import { exactDocument } from './exact-document.js';

const DESCRIPTION = `REST for administrators and provisioning scripts.

**Tokens.** A client gets its access token by client credentials (RFC 6749 section 4.4) at \`/token\`, with scopes that
its registration names, and sends it in the \`Authorization\` header. Each operation names the one scope it needs.

**Errors** are problem details (RFC 9457, \`application/problem+json\`). \`errors\` names each member that cannot be
accepted; members that are not known are refused, never ignored. A \`reference\` is the number to ask us about.

**Bodies** are JSON in UTF-8 (\`application/json\`); a PATCH is a merge patch (\`application/merge-patch+json\`, RFC 7396,
or the same as plain JSON). Anything else is refused (415), and so is a body where none is taken, or a member that is
there twice (400). Text must show something and holds no control characters; its length is counted in characters. Numbers
in a query are decimal digits, and no parameter may stand there twice or be unknown (400).

**Changes** that depend on what was read carry its \`ETag\` in \`If-Match\`. When somebody else was faster they are refused
(412), so that nobody’s change is lost; a PATCH is refused without it (428). What changes nothing leaves the \`ETag\` as it
is. A sign-in gives what is read another \`ETag\`, as \`lastSignInAt\` is shown; in \`If-Match\` the one before it is still
good.

**Methods** that an address does not have are answered by 405; \`Allow\` names those that it has. \`HEAD\` goes where
\`GET\` does, \`OPTIONS\` everywhere.

**Lists** come in pages. \`next\` is the \`cursor\` of the following page; \`null\` on the last one. A cursor stands for a
place, so what is created or deleted meanwhile neither repeats nor hides other entries.`;

/** The OpenAPI description of this API, generated from the controllers. */
@Injectable()
export class ApiDocument {
  private document: OpenAPIObject | undefined;

  constructor(private readonly settings: Settings) {}

  /** @param rooms the modules whose controllers are described. */
  describe(app: INestApplication, ...rooms: Array<new () => object>): void {
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
          flows: { clientCredentials: { tokenUrl: `${issuer}/token`, scopes: API_SCOPE_TEXTS } },
        },
        'clientCredentials',
      )
      .addBearerAuth(
        { type: 'http', scheme: 'bearer', description: 'An access token got elsewhere.' },
        'bearer',
      )
      .build();
    this.document = exactDocument(SwaggerModule.createDocument(app, facts, { include: rooms }));
  }

  get json(): OpenAPIObject {
    if (!this.document) throw new Error('The API has not been described yet');
    return this.document;
  }
}
