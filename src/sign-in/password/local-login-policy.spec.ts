import { ClientSettings } from '#src/config/settings/client.settings.js';
import { proves } from '../../../test/support/proves.js';
import { mayUsePassword } from './local-login-policy.js';

type Switch = 'enabled' | 'disabled';
const SWITCHES: Switch[] = ['enabled', 'disabled'];
const client = (localLogin: Switch) => Object.assign(new ClientSettings(), { localLogin });

describe('mayUsePassword', () => {
  const everyCase = SWITCHES.flatMap((all) =>
    SWITCHES.flatMap((app) =>
      SWITCHES.flatMap((account) => [true, false].map((named) => [all, app, account, named] as const)),
    ),
  );

  it.each(everyCase)(
    'local login: server %s, app %s, account %s, break-glass account %s',
    (all, app, account, named) => {
      const settings = { localLogin: all, breakGlassAccounts: named ? ['Emergency@clinic.example'] : [] };
      const question = {
        emailKey: 'emergency@clinic.example',
        localLogin: account,
        client: client(app),
      };
      const off = [all, app, account].includes('disabled');
      expect(mayUsePassword(question, settings)).toBe(!off ? 'allowed' : named ? 'breakGlass' : 'disabled');
    },
  );

  it.each([undefined, null, '', 'emergency@clinic.example.evil.test', 'other@clinic.example'])(
    'an account with the address %j is not a break-glass account',
    (emailKey) => {
      proves('TM-14');
      const settings = {
        localLogin: 'disabled' as const,
        breakGlassAccounts: ['emergency@clinic.example', 'é@x.test'],
      };
      const question = { emailKey, localLogin: undefined, client: undefined };
      expect(mayUsePassword(question, settings)).toBe('disabled');
    },
  );
});
