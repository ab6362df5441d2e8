import type * as Swagger from '@nestjs/swagger';

/**
 * The decorators of @nestjs/swagger that this API uses. They are only noted at first, and applied when the description
 * is made: the package loads more than five hundred modules, which a server may never need.
 */
const noted: Array<(swagger: typeof Swagger) => void> = [];
let loaded: Promise<typeof Swagger> | undefined;

/** Loads @nestjs/swagger, and applies to it what was noted. Only the first call does something. */
export function loadSwagger(): Promise<typeof Swagger> {
  return (loaded ??= import('@nestjs/swagger').then((swagger) => {
    for (const apply of noted) apply(swagger);
    return swagger;
  }));
}

type Annotation = {
  [Name in keyof typeof Swagger]: Name extends `Api${string}` ? Name : never;
}[keyof typeof Swagger];
type Factory = (...facts: never[]) => (...target: never[]) => unknown;

function annotation<Name extends Annotation>(name: Name): (typeof Swagger)[Name] {
  const note: Factory =
    (...facts) =>
    (...target) =>
      void noted.push((swagger) => (swagger[name] as unknown as Factory)(...facts)(...target));
  return note as unknown as (typeof Swagger)[Name];
}

export const ApiAcceptedResponse = annotation('ApiAcceptedResponse');
export const ApiConsumes = annotation('ApiConsumes');
export const ApiCreatedResponse = annotation('ApiCreatedResponse');
export const ApiExcludeController = annotation('ApiExcludeController');
export const ApiExtension = annotation('ApiExtension');
export const ApiExtraModels = annotation('ApiExtraModels');
export const ApiHeader = annotation('ApiHeader');
export const ApiNoContentResponse = annotation('ApiNoContentResponse');
export const ApiOkResponse = annotation('ApiOkResponse');
export const ApiOperation = annotation('ApiOperation');
export const ApiProperty = annotation('ApiProperty');
export const ApiPropertyOptional = annotation('ApiPropertyOptional');
export const ApiResponse = annotation('ApiResponse');
export const ApiSecurity = annotation('ApiSecurity');
export const ApiTags = annotation('ApiTags');

/** The reference to the schema of a class. */
export function schemaOf(model: new () => object): { $ref: string } {
  return { $ref: `#/components/schemas/${model.name}` };
}
