import { IsArray, IsBoolean, IsOptional } from 'class-validator';
import { Setting } from '../setting.js';
import { IsNetwork } from './validators.js';

/**
 * Where requests may go when the address came from others than the operator of this server: from clients that
 * registered themselves, or from identity providers that name endpoints on other hosts than the settings do.
 */
export class EgressSettings {
  @Setting(
    'Networks of your own that addresses given by others may lead to, such as `10.20.0.0/16` or `fd12:3456::/32`. All other addresses must be on the Internet. Link-local and cloud metadata addresses are always refused.',
  )
  @IsArray({ message: 'must be a list' })
  @IsNetwork({ each: true })
  privateNetworks: string[] = [];

  @Setting(
    'For trials on one machine: whether addresses given by others may lead to this machine, also by plain http, if they are written as `localhost`, `127.0.0.1` or `[::1]`.',
    { defaultText: 'true while `issuer` is on this machine, in production false' },
  )
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  loopback!: boolean;
}
