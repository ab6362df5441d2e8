import { Injectable, type OnModuleInit } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { PERMISSION } from './permissions.js';

/**
 * Checks every route below /api, in whichever room it is. A route without a declared permission would be open or
 * unusable by accident, so the process does not start with one.
 */
@Injectable()
export class PermissionCheck implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const undeclared = this.discovery
      .getControllers()
      .filter(({ metatype }) => isOfTheApi(metatype))
      .flatMap(({ metatype }) => this.undeclaredRoutes(metatype as new () => object));
    if (undeclared.length > 0)
      throw new Error(`These routes declare no permission: ${undeclared.join(', ')}`);
  }

  /** The routes without a permission, inherited routes included. */
  private undeclaredRoutes(controller: new () => object): string[] {
    const prototype = controller.prototype as Record<string, () => unknown>;
    return this.scanner
      .getAllMethodNames(prototype)
      .filter((name) => Reflect.hasMetadata(METHOD_METADATA, prototype[name]!))
      .filter((name) => this.reflector.get<unknown>(PERMISSION, prototype[name]!) === undefined)
      .map((name) => `${controller.name}.${name}`);
  }
}

function isOfTheApi(controller: unknown): boolean {
  const paths = [Reflect.getMetadata(PATH_METADATA, controller as object) as string | string[]].flat();
  return paths.some((path) => /^\/*api(\/|$)/.test(path));
}
