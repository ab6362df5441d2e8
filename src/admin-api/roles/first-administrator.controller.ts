import {
  Body,
  Controller,
  HttpCode,
  Logger,
  type OnApplicationBootstrap,
  Post,
  Req,
  UsePipes,
} from '@nestjs/common';
import { FirstAdministrator } from '#src/administration/first-administrator.js';
import { Settings } from '#src/config/settings/settings.js';
import { errorForLog } from '#src/errors/domain-error.js';
import type { ApiActor } from '../authentication/api-actor.js';
import { ApiNoContentResponse, ApiTags } from '../documentation/annotations.js';
import { Describe } from '../documentation/describe.js';
import { dtoValidation } from '../dto-validation.js';
import { Text } from '../members.js';
import { RequireToken } from '../require-permission.js';

export class FirstAdministratorDto {
  @Text({ max: 64, required: true, description: 'The code from the server log.' })
  code!: string;
}

/** How the first administrator comes to be, without a command at the server. */
@ApiTags('roles')
@Controller('api/v1/first-administrator')
@UsePipes(dtoValidation)
export class FirstAdministratorController implements OnApplicationBootstrap {
  private readonly log = new Logger('Administration');

  constructor(
    private readonly first: FirstAdministrator,
    private readonly settings: Settings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    try {
      if (!(await this.first.isMissing())) return;
      this.log.warn(
        `nobody is administrator yet. Open ${this.settings.issuer}/admin/#first=${this.first.code()} and sign in, today or tomorrow; or run wardkey account create --admin, or wardkey account roles <account> administrator`,
      );
    } catch (error) {
      this.log.error(`it is not known whether there is an administrator: ${errorForLog(error)}`);
    }
  }

  @Post()
  @HttpCode(204)
  @RequireToken()
  @Describe('claimFirstAdministrator', 'Become the first administrator', {
    description:
      'For the person who calls, with the code that the server writes into its log at the start as long as there is no administrator.',
    problems: [409],
  })
  @ApiNoContentResponse({ description: 'The person is administrator.' })
  async claim(@Body() { code }: FirstAdministratorDto, @Req() request: { user: ApiActor }): Promise<void> {
    await this.first.claim(code, request.user);
  }
}
