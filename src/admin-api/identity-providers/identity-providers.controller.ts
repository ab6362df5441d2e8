import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Patch,
  Post,
  Req,
  Res,
  UsePipes,
} from '@nestjs/common';
import type { Response } from 'express';
import { ConnectionCheck } from '#src/administration/examination/connection-check.js';
import { IdentityProviderAdministration } from '#src/administration/identity-provider-administration.js';
import { TestSignIns } from '#src/administration/test-sign-ins/test-sign-ins.js';
import { SignInTest } from '#src/administration/sign-in-test.js';
import { instantOf } from '#src/clock/instant.js';
import type { IdentityProviderDefinition } from '#src/federation/definitions/identity-provider-definition.js';
import { IdentityProviderDefinitions } from '#src/federation/definitions/identity-provider-definitions.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { issuersOf } from '#src/federation/issuer-ownership.js';
import { UpstreamLogout } from '#src/federation/logout/upstream-logout.js';
import { Problem, unacceptable } from '#src/http/answers/problem.js';
import { IfMatch } from '#src/http/incoming/if-match.js';
import { PATCH_TYPES } from '#src/http/incoming/media-types.js';
import type { ApiActor } from '../authentication/api-actor.js';
import {
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiTags,
} from '../documentation/annotations.js';
import { definitionTag, fieldProblems, seenBy } from '../definitions.js';
import {
  Describe,
  MayBeUnchanged,
  OF_PROVIDER,
  RequiresIfMatch,
  TAG_OF_PAGE,
  TAG_OF_PROVIDER,
  TakesIfMatch,
} from '../documentation/describe.js';
import { dtoValidation } from '../dto-validation.js';
import { FindingsRepresentation } from '../finding.dto.js';
import { RequirePermission, RequireRecentSignIn } from '../require-permission.js';
import {
  BegunTestSignInRepresentation,
  IdentityProviderListRepresentation,
  IdentityProviderRepresentation,
  representation,
  SignInTestRepresentation,
  type Surroundings,
  TestSignInRepresentation,
  WrittenIdentityProviderRepresentation,
} from './identity-provider-representation.js';
import {
  BeginTestSignInDto,
  CreateIdentityProviderDto,
  TestSignInDto,
  UpdateIdentityProviderDto,
} from './identity-provider.dto.js';

interface ApiRequest {
  user: ApiActor;
}

const OF_THE_FILE = 'An identity provider of the configuration file is not changed here (409).';
const ALL_NEEDED =
  'Whoever defines an identity provider can sign in as anybody, so the caller needs every permission of this API (403).';

/** Manages the identity providers at which people sign in. */
@ApiTags('identity providers')
@Controller('api/v1/identity-providers')
@UsePipes(dtoValidation)
export class IdentityProvidersController {
  constructor(
    private readonly definitions: IdentityProviderDefinitions,
    private readonly administration: IdentityProviderAdministration,
    private readonly connections: ConnectionCheck,
    private readonly tests: SignInTest,
    private readonly testSignIns: TestSignIns,
    private readonly providers: IdentityProviders,
    private readonly logout: UpstreamLogout,
  ) {}

  @Get()
  @RequirePermission('__wardkey/identity-providers.read')
  @Describe('listIdentityProviders', 'List the identity providers', {
    description: 'First those of the configuration file, then those of the database, oldest first.',
  })
  @MayBeUnchanged()
  @ApiOkResponse({
    type: IdentityProviderListRepresentation,
    description: 'All identity providers.',
    headers: TAG_OF_PAGE,
  })
  async list(): Promise<IdentityProviderListRepresentation> {
    const surroundings = await this.surroundings();
    const all = await this.definitions.all();
    return { identityProviders: all.map((one) => representation(one, surroundings)) };
  }

  @Post()
  @RequirePermission('__wardkey/identity-providers.write')
  @Describe('createIdentityProvider', 'Make an identity provider', {
    description: `The body is an entry of the configuration file (docs/configuration.md, \`externalIdentityProviders.identityProvider\`), and the same rules decide about it. People can sign in there from the next request on; with \`enabled: false\` they cannot yet. ${ALL_NEEDED}`,
    problems: [409],
  })
  @ApiCreatedResponse({
    type: WrittenIdentityProviderRepresentation,
    description: 'The new identity provider.',
    headers: {
      ...TAG_OF_PROVIDER,
      Location: { description: 'The address of the new identity provider.', schema: { type: 'string' } },
    },
  })
  async create(
    @Body() body: CreateIdentityProviderDto,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<WrittenIdentityProviderRepresentation> {
    const { provider, warnings } = await this.administration.put({ ...body }, request.user);
    response.set('Location', `/api/v1/identity-providers/${provider.scheme}`);
    return { ...(await this.shown(provider.scheme, response)), warnings: fieldProblems(warnings) };
  }

  @Post('check')
  @HttpCode(200)
  @RequirePermission('__wardkey/identity-providers.write')
  @Describe('checkNewIdentityProvider', 'Check the connection to an identity provider that is not stored', {
    description: `The same as for one that is stored. Nothing is stored. Secrets that the body leaves out are those of the identity provider of the database with the same scheme, so that a change can be checked beforehand. ${ALL_NEEDED}`,
  })
  @ApiOkResponse({ type: FindingsRepresentation, description: 'What was found.' })
  async checkDraft(
    @Body() body: CreateIdentityProviderDto,
    @Req() request: ApiRequest,
  ): Promise<FindingsRepresentation> {
    const draft = await this.administration.draft({ ...body }, request.user);
    return { findings: await this.connections.ofDraft(draft) };
  }

  @Get(':scheme')
  @RequirePermission('__wardkey/identity-providers.read')
  @Describe('readIdentityProvider', 'Read an identity provider', { problems: [404] })
  @MayBeUnchanged()
  @ApiOkResponse({
    type: IdentityProviderRepresentation,
    description: 'The identity provider.',
    headers: TAG_OF_PROVIDER,
  })
  async read(
    @Param('scheme') scheme: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<IdentityProviderRepresentation> {
    return this.shown(scheme, response);
  }

  @Patch(':scheme')
  @RequirePermission('__wardkey/identity-providers.write')
  @Describe('updateIdentityProvider', 'Change the settings of an identity provider', {
    description: `A merge patch (RFC 7396). Settings that it does not name stay, secrets too. A merge patch cannot write \`null\` inside \`claimsParameter\`: write \`{}\`, which asks for the same. It takes effect from the next request on. ${ALL_NEEDED} ${OF_THE_FILE}`,
    problems: [404, 409, 412, 428],
  })
  @RequiresIfMatch(OF_PROVIDER)
  @ApiConsumes(...PATCH_TYPES)
  @ApiOkResponse({
    type: WrittenIdentityProviderRepresentation,
    description: 'The identity provider as it is now.',
    headers: TAG_OF_PROVIDER,
  })
  async update(
    @Param('scheme') scheme: string,
    @Body() body: UpdateIdentityProviderDto,
    @Headers('If-Match') ifMatch: string | undefined,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<WrittenIdentityProviderRepresentation> {
    const condition = IfMatch.parse(ifMatch);
    if (!condition.isGiven)
      throw new Problem(428, 'If-Match is required', {
        detail:
          'Send the ETag that you got when you read the identity provider, so that no change by others is lost.',
      });
    const { warnings } = await this.administration.change(
      scheme,
      { ...body },
      request.user,
      seenBy(condition),
    );
    return { ...(await this.shown(scheme, response)), warnings: fieldProblems(warnings) };
  }

  @Delete(':scheme')
  @HttpCode(204)
  @RequireRecentSignIn()
  @RequirePermission('__wardkey/identity-providers.write')
  @Describe('deleteIdentityProvider', 'Delete an identity provider', {
    description: `Nobody can sign in there any more. Accounts and their links stay. ${ALL_NEEDED} ${OF_THE_FILE}`,
    problems: [404, 409, 412],
  })
  @TakesIfMatch(OF_PROVIDER)
  @ApiNoContentResponse({ description: 'The identity provider is deleted.' })
  async delete(
    @Param('scheme') scheme: string,
    @Headers('If-Match') ifMatch: string | undefined,
    @Req() request: ApiRequest,
  ): Promise<void> {
    await this.administration.remove(scheme, request.user, seenBy(IfMatch.parse(ifMatch)));
  }

  @Post(':scheme/enable')
  @HttpCode(200)
  @RequirePermission('__wardkey/identity-providers.write')
  @Describe('enableIdentityProvider', 'Let people sign in at an identity provider', {
    description: `${ALL_NEEDED} ${OF_THE_FILE}`,
    problems: [404, 409, 412],
  })
  @TakesIfMatch(OF_PROVIDER)
  @ApiOkResponse({
    type: IdentityProviderRepresentation,
    description: 'The identity provider as it is now.',
    headers: TAG_OF_PROVIDER,
  })
  async enable(
    @Param('scheme') scheme: string,
    @Headers('If-Match') ifMatch: string | undefined,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<IdentityProviderRepresentation> {
    const isSeen = seenBy(IfMatch.parse(ifMatch));
    await this.administration.setEnabled(scheme, true, request.user, isSeen);
    return this.shown(scheme, response);
  }

  @Post(':scheme/disable')
  @HttpCode(200)
  @RequirePermission('__wardkey/identity-providers.write')
  @Describe('disableIdentityProvider', 'Stop sign-ins at an identity provider', {
    description: `Those under way end, too. Sessions that began there go on. ${ALL_NEEDED} ${OF_THE_FILE}`,
    problems: [404, 409, 412],
  })
  @TakesIfMatch(OF_PROVIDER)
  @ApiOkResponse({
    type: IdentityProviderRepresentation,
    description: 'The identity provider as it is now.',
    headers: TAG_OF_PROVIDER,
  })
  async disable(
    @Param('scheme') scheme: string,
    @Headers('If-Match') ifMatch: string | undefined,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<IdentityProviderRepresentation> {
    const isSeen = seenBy(IfMatch.parse(ifMatch));
    await this.administration.setEnabled(scheme, false, request.user, isSeen);
    return this.shown(scheme, response);
  }

  @Post(':scheme/check')
  @HttpCode(200)
  @RequirePermission('__wardkey/identity-providers.read')
  @Describe('checkIdentityProvider', 'Check the connection to an identity provider', {
    description:
      'Reads its discovery document and keys, compares clocks, and tries the client registration of this server, as `wardkey doctor` does. Changes nothing.',
    problems: [404],
  })
  @ApiOkResponse({ type: FindingsRepresentation, description: 'What was found.' })
  async check(@Param('scheme') scheme: string): Promise<FindingsRepresentation> {
    return { findings: await this.connections.ofDefinition(await this.administration.known(scheme)) };
  }

  @Post(':scheme/test')
  @HttpCode(200)
  @RequirePermission('__wardkey/identity-providers.read')
  @Describe('testSignIn', 'Test what a sign-in would lead to', {
    description:
      'The same decision as for a real sign-in, with its trail, as `wardkey explain` prints it. Nothing is changed; the audit log gets a row (`provider.tested`). The answer tells about accounts, so the caller also needs `__wardkey/accounts.read` (403).',
    problems: [404, 409],
  })
  @ApiOkResponse({ type: SignInTestRepresentation, description: 'The decision.' })
  async test(
    @Param('scheme') scheme: string,
    @Body() { claims, idToken, fhirServer }: TestSignInDto,
    @Req() request: ApiRequest,
  ): Promise<SignInTestRepresentation> {
    if (claims !== undefined && idToken !== undefined)
      throw unacceptable([{ field: 'idToken', message: 'is not taken together with claims' }]);
    if (claims === undefined && idToken === undefined)
      throw unacceptable([{ field: 'claims', message: 'are required, or an idToken' }]);
    const person = idToken === undefined ? { claims } : { idToken };
    return this.tests.atProvider(scheme, person, fhirServer, request.user);
  }

  @Post(':scheme/test-sign-ins')
  @RequirePermission('__wardkey/identity-providers.read')
  @Describe('beginTestSignIn', 'Test an identity provider by signing in there', {
    description:
      'The answer has an address to open in a browser. The person who opens it is told that this is a test and that the caller sees the claims, and signs in at the identity provider, also at one that is switched off. Nobody is signed in here, and no account is changed. The caller also needs `__wardkey/accounts.read` (403).',
    problems: [404, 409],
  })
  @ApiCreatedResponse({ type: BegunTestSignInRepresentation, description: 'The test has begun.' })
  async beginTest(
    @Param('scheme') scheme: string,
    @Body() { fhirServer }: BeginTestSignInDto,
    @Req() request: ApiRequest,
  ): Promise<BegunTestSignInRepresentation> {
    const begun = await this.testSignIns.begin(scheme, fhirServer, request.user);
    return { ...begun, expiresAt: instantOf(begun.expiresAt) };
  }

  @Get(':scheme/test-sign-ins/:id')
  @RequirePermission('__wardkey/identity-providers.read')
  @Describe('readTestSignIn', 'Read what a test sign-in led to', {
    description: 'For the caller who began it, until `expiresAt`.',
    problems: [404],
  })
  @MayBeUnchanged()
  @ApiOkResponse({ type: TestSignInRepresentation, description: 'The result.', headers: TAG_OF_PAGE })
  async readTest(
    @Param('scheme') scheme: string,
    @Param('id') id: string,
    @Req() request: ApiRequest,
  ): Promise<TestSignInRepresentation> {
    const result = await this.testSignIns.resultOf(scheme, id, request.user);
    const nothing = { decision: null, claims: null, failure: null };
    if (!result) return { state: 'waiting', ...nothing };
    return 'failure' in result
      ? { state: 'failed', ...nothing, ...result }
      : { state: 'decided', ...nothing, ...result };
  }

  private async shown(scheme: string, response: Response): Promise<IdentityProviderRepresentation> {
    const definition = await this.administration.known(scheme);
    return this.tagged(definition, representation(definition, await this.surroundings()), response);
  }

  private tagged(
    definition: IdentityProviderDefinition,
    shown: IdentityProviderRepresentation,
    response: Response,
  ): IdentityProviderRepresentation {
    const tag = definitionTag(definition, shown);
    if (tag !== undefined) response.set('ETag', tag);
    return shown;
  }

  private async surroundings(): Promise<Surroundings> {
    return {
      displayName: (provider) => this.providers.displayName(provider),
      issuers: issuersOf,
      addresses: (provider) => ({
        redirectUri: this.providers.callbackUrl(provider),
        postLogoutRedirectUri: this.logout.returnUrl(provider.scheme),
        backchannelLogoutUri: this.providers.backchannelLogoutUri(provider),
        jwksUri: this.providers.jwksUri(provider),
      }),
      besideOthers: await this.definitions.problemsBesideOthers(),
    };
  }
}
