import { ArrayUnique, IsArray, IsIn } from 'class-validator';
import type { Permission } from '#src/roles/permissions.js';
import { ALL_ROLES, type Role } from '#src/roles/roles.js';
import { ApiProperty } from '../documentation/annotations.js';

/** All roles of an account. The order means nothing. */
export class RolesDto {
  @ApiProperty({ enum: ALL_ROLES, isArray: true, uniqueItems: true, example: ['help-desk'] })
  @IsArray({ message: 'must be a list' })
  @ArrayUnique({ message: 'must name each role once' })
  @IsIn(ALL_ROLES, { each: true, message: `must be roles: ${ALL_ROLES.join(', ')}` })
  roles!: Role[];
}

/** Somebody who has a role. */
export class RoleHolderRepresentation {
  @ApiProperty({ format: 'uuid', description: 'The `id` of the account.' })
  accountId!: string;

  @ApiProperty({ type: String, nullable: true, example: 'Maria Lindqvist' })
  displayName!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'maria.lindqvist@hospital.example' })
  email!: string | null;

  @ApiProperty({ enum: ['active', 'deactivated'], description: 'Of the account.' })
  status!: string;

  @ApiProperty({ format: 'date-time' })
  since!: string;
}

export class RoleRepresentation {
  @ApiProperty({ enum: ALL_ROLES })
  name!: Role;

  @ApiProperty({ description: 'What it is for.' })
  description!: string;

  @ApiProperty({ type: [String], description: 'The scopes that its holders may use.' })
  permissions!: Permission[];

  @ApiProperty({ type: [RoleHolderRepresentation], description: 'Who has it, the longest holder first.' })
  holders!: RoleHolderRepresentation[];
}

export class RoleListRepresentation {
  @ApiProperty({ type: [RoleRepresentation] })
  roles!: RoleRepresentation[];
}

/** Who calls, and what they may do here. */
export class CallerRepresentation {
  @ApiProperty({ example: 'wardkey-admin' })
  clientId!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The account of the person; `null` without one.',
  })
  accountId!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The name of the person.' })
  displayName!: string | null;

  @ApiProperty({ enum: ALL_ROLES, isArray: true, description: 'The roles of the person.' })
  roles!: Role[];

  @ApiProperty({
    type: [String],
    description: 'What this token allows: its scopes, of a person those of roles.',
  })
  permissions!: Permission[];
}
