import { IsBoolean, IsIn } from 'class-validator';
import { instantOf } from '#src/clock/instant.js';
import type { KeyWithOutlook } from '#src/keys/key-rotation.js';
import { KEY_ALGORITHMS, type KeyAlgorithm, type KeyState } from '#src/keys/signing-key.entity.js';
import { ApiProperty, ApiPropertyOptional } from '../documentation/annotations.js';
import { ValidateIfPresent } from '../members.js';

const STATES: readonly KeyState[] = ['next', 'current', 'retired', 'ended', 'revoked'];
const STEPS = ['signs', 'getsSuccessor', 'ends', 'forgotten'] as const;

/** Which key gets a successor. */
export class RotateKeyDto {
  @ApiProperty({ enum: KEY_ALGORITHMS, example: 'ES256' })
  @IsIn(KEY_ALGORITHMS, { message: `must be one of ${KEY_ALGORITHMS.join(', ')}` })
  alg!: KeyAlgorithm;

  @ApiPropertyOptional({
    default: false,
    description:
      'Whether the new key signs at once. Whoever keeps the JWKS refuses its tokens until they read the JWKS again.',
  })
  @ValidateIfPresent()
  @IsBoolean({ message: 'must be true or false' })
  now?: boolean;
}

/** A signing key, without anything private. */
export class KeyRepresentation {
  @ApiProperty({ example: 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs' })
  kid!: string;

  @ApiProperty({ enum: KEY_ALGORITHMS })
  alg!: KeyAlgorithm;

  @ApiProperty({
    enum: STATES,
    description:
      '`next`: published, does not sign yet. `current`: signs. `retired`: published until no token that it signed is valid. `ended`: not published. `revoked`: nothing that it signed is accepted.',
  })
  state!: KeyState;

  @ApiProperty({ format: 'date-time', description: 'Since when it has this state.' })
  since!: string;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'By which name the signing service knows it; `null` when the database has it.',
  })
  serviceKey!: string | null;

  @ApiProperty({
    enum: [...STEPS, null],
    type: String,
    nullable: true,
    description: 'What happens next without a command.',
  })
  nextStep!: (typeof STEPS)[number] | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  nextStepAt!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why it does not count although its state says so.',
  })
  problem!: string | null;
}

/** In the order of the JWKS, then those that are over. */
export class KeyListRepresentation {
  @ApiProperty({ type: [KeyRepresentation] })
  keys!: KeyRepresentation[];
}

export function keyRepresentation({ key, next, problem }: KeyWithOutlook): KeyRepresentation {
  const { kid, alg, state, stateSince, createdAt, serviceKey } = key;
  return {
    kid,
    alg,
    state,
    since: instantOf(stateSince),
    createdAt: instantOf(createdAt),
    serviceKey,
    nextStep: next?.step ?? null,
    nextStepAt: next ? instantOf(next.at) : null,
    problem: problem ?? null,
  };
}
