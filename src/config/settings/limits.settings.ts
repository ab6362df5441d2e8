import { IsArray, IsInt, Max, Min } from 'class-validator';
import { Setting } from '../setting.js';
import { IsNetworkList } from './validators.js';

const MOST = 1_000_000;

/** How many requests this server accepts before it knows who sends them. */
export class LimitsSettings {
  @Setting(
    'Requests that one address (IPv6: one /64) may make in a minute, in each process. Only requests count that may write before the caller has proved who it is: pages, sign-in steps, answers of identity providers. A refused request counts twenty times. A sign-in takes about a dozen requests.',
  )
  @IsInt({ message: 'must be a whole number' })
  @Min(100, { message: `must be 100 to ${MOST}` })
  @Max(MOST, { message: `must be 100 to ${MOST}` })
  requestsPerMinute: number = 10_000;

  @Setting(
    'How many of these requests may begin something: authorization requests (`/authorize`, `/par`) and registrations of clients.',
  )
  @IsInt({ message: 'must be a whole number' })
  @Min(10, { message: `must be 10 to ${MOST}` })
  @Max(MOST, { message: `must be 10 to ${MOST}` })
  signInsPerMinute: number = 1_000;

  @Setting(
    'Addresses and networks whose requests are not counted: a gateway that thousands share, a monitor, a load test. The limits on connections and on the total of pending requests apply to them, too.',
    { defaultText: 'none' },
  )
  @IsArray({ message: 'must be a list' })
  @IsNetworkList()
  exemptNetworks: string[] = [];

  @Setting(
    'How many authorization requests of people who have not signed in yet may be pending at once from one address (IPv6: one /64).',
  )
  @IsInt({ message: 'must be a whole number' })
  @Min(10, { message: `must be 10 to ${MOST}` })
  @Max(MOST, { message: `must be 10 to ${MOST}` })
  pendingPerAddress: number = 3_000;

  @Setting(
    'How many authorization requests may be pending at once from all addresses. When there are more, requests from the network with the most are deleted first. A request takes up to 40 kB of the database.',
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

  @Setting(
    'Requests that may be under way at once, in each process. Further ones are answered 503 with `Retry-After` at once. From three quarters on, no new sign-ins begin (`/authorize`, `/par`, `/register`), so that those that have begun can be finished. `/health` is always answered.',
  )
  @IsInt({ message: 'must be a whole number' })
  @Min(4, { message: 'must be 4 to 100000' })
  @Max(100_000, { message: 'must be 4 to 100000' })
  requestsAtOnce: number = 2_000;

  @Setting(
    'Milliseconds that the event loop may be late for a second before requests are answered 503, as with `requestsAtOnce`: the processor, or the disk of SQLite, has more to do than it can do in time.',
  )
  @IsInt({ message: 'must be a whole number of milliseconds' })
  @Min(50, { message: 'must be 50 to 60000' })
  @Max(60_000, { message: 'must be 50 to 60000' })
  eventLoopDelayMilliseconds: number = 1_000;
}
