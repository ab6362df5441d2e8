import { Module } from '@nestjs/common';
import { RoleStore } from './role.store.js';

/** Owns who may do what in the administration: permissions, roles, who has them, and the one rule over them. */
@Module({ providers: [RoleStore], exports: [RoleStore] })
export class RolesModule {}
