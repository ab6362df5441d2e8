import { IsArray, IsInt, Max, Min } from 'class-validator';
import { Setting } from '../setting.js';
import { IsNetworkList } from './validators.js';

const MOST = 1_000_000;

/** How many requests this server accepts before it knows who sends them. */
export class LimitsSettings {
  @Setting(
    'Requests that one address (IPv6: one /64) may make in a minute, in each process, to everything that may write without knowing who asks: pages, sign-in steps, answers of providers. One that is refused counts twenty times. A sign-in takes about a dozen.',
  )
  @IsInt({ message: 'must be a whole number' })
  @Min(100, { message: `must be 100 to ${MOST}` })
  @Max(MOST, { message: `must be 100 to ${MOST}` })
  requestsPerMinute: number = 10_000;

  @Setting(
    'Of these, how many may begin something: authorization requests (`/authorize`, `/par`) and registrations of clients.',
  )
  @IsInt({ message: 'must be a whole number' })
  @Min(10, { message: `must be 10 to ${MOST}` })
  @Max(MOST, { message: `must be 10 to ${MOST}` })
  signInsPerMinute: number = 1_000;

  @Setting(
    'Addresses and networks whose requests are not counted: a gateway that thousands share, a monitor, a load test. Connections and the total of pending requests are bounded for them too.',
    { defaultText: 'none' },
  )
  @IsArray({ message: 'must be a list' })
  @IsNetworkList()
  exemptNetworks: string[] = [];

  @Setting(
    'Authorization requests of people who have not signed in yet that may be pending at once from one address (IPv6: one /64).',
  )
  @IsInt({ message: 'must be a whole number' })
  @Min(10, { message: `must be 10 to ${MOST}` })
  @Max(MOST, { message: `must be 10 to ${MOST}` })
  pendingPerAddress: number = 3_000;

  @Setting(
    'Authorization requests that may be pending at once from everywhere. When there are more, requests from the network with the most are deleted first. A request takes up to 40 kB of the database.',
  )
  @IsInt({ message: 'must be a whole number' })
  @Min(10, { message: `must be 10 to ${MOST}` })
  @Max(MOST, { message: `must be 10 to ${MOST}` })
  pendingInTotal: number = 10_000;

  @Setting(
    'Connections that may be open at once. One address that is not a proxy (`listen.trustedProxies`) may hold half of them.',
  )
  @IsInt({ message: 'must be a whole number' })
  @Min(2, { message: 'must be 2 to 100000' })
  @Max(100_000, { message: 'must be 2 to 100000' })
  maxConnections: number = 4_000;
}
