import { Body, Controller, Get, HttpCode, Param, Post, UsePipes } from '@nestjs/common';
import { KeyRotation } from '#src/keys/key-rotation.js';
import { ApiOkResponse, ApiTags } from '../documentation/annotations.js';
import { Describe, MayBeUnchanged, TAG_OF_PAGE } from '../documentation/describe.js';
import { dtoValidation } from '../dto-validation.js';
import { RequirePermission, RequireRecentSignIn } from '../require-permission.js';
import { KeyListRepresentation, keyRepresentation, RotateKeyDto } from './key.dto.js';

/** The keys that this server signs with. Each answer that changes something is the list as it is afterwards. */
@ApiTags('keys')
@Controller('api/v1/keys')
@UsePipes(dtoValidation)
export class KeysController {
  constructor(private readonly rotation: KeyRotation) {}

  @Get()
  @RequirePermission('__wardkey/keys.read')
  @Describe('listKeys', 'List the signing keys')
  @MayBeUnchanged()
  @ApiOkResponse({ type: KeyListRepresentation, description: 'All keys.', headers: TAG_OF_PAGE })
  async list(): Promise<KeyListRepresentation> {
    return { keys: (await this.rotation.list()).map(keyRepresentation) };
  }

  @Post()
  @HttpCode(200)
  @RequirePermission('__wardkey/keys.write')
  @Describe('rotateKey', 'Make the next key of an algorithm', {
    description:
      'It signs when it has been published for `signingKeys.publishHours`. When there is a next key already, nothing is made.',
  })
  @ApiOkResponse({ type: KeyListRepresentation, description: 'The keys as they are now.' })
  async rotate(@Body() { alg, now = false }: RotateKeyDto): Promise<KeyListRepresentation> {
    await this.rotation.rotate(alg, now ? 'now' : 'published');
    return this.list();
  }

  @Post(':kid/retire')
  @HttpCode(200)
  @RequirePermission('__wardkey/keys.write')
  @Describe('retireKey', 'Let the successor of a key take over, or withdraw a key that does not sign yet', {
    problems: [404, 409],
  })
  @ApiOkResponse({ type: KeyListRepresentation, description: 'The keys as they are now.' })
  async retire(@Param('kid') kid: string): Promise<KeyListRepresentation> {
    await this.rotation.retire(kid);
    return this.list();
  }

  @Post(':kid/revoke')
  @HttpCode(200)
  @RequireRecentSignIn()
  @RequirePermission('__wardkey/keys.write')
  @Describe('revokeKey', 'End a key at once: nothing that it signed is accepted', {
    description: 'For an emergency. If it signed, another key signs from the same moment.',
    problems: [404, 409],
  })
  @ApiOkResponse({ type: KeyListRepresentation, description: 'The keys as they are now.' })
  async revoke(@Param('kid') kid: string): Promise<KeyListRepresentation> {
    await this.rotation.revoke(kid);
    return this.list();
  }
}
