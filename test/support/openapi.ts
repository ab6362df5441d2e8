import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import * as fc from 'fast-check';

export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
  maxLength?: number;
}

export interface Parameter {
  name: string;
  in: 'query' | 'path' | 'header';
  required?: boolean;
  schema: Schema;
}

export interface Operation {
  operationId: string;
  method: string;
  path: string;
  parameters: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> };
  responses: Record<
    string,
    { headers?: Record<string, { required?: boolean }>; content?: Record<string, { schema: Schema }> }
  >;
}

/** A description of an API (OpenAPI 3.1), as a client reads it. */
export class OpenApiDocument {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });

  constructor(private readonly json: any) {
    (addFormats as unknown as (ajv: Ajv2020) => void)(this.ajv);
  }

  get operations(): Operation[] {
    return Object.entries(this.json.paths as object).flatMap(([path, methods]) =>
      Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
        ...operation,
        parameters: operation.parameters ?? [],
        method: method.toUpperCase(),
        path,
      })),
    );
  }

  resolve(schema: Schema): Schema {
    if (schema.$ref === undefined) return schema;
    return this.json.components.schemas[schema.$ref.split('/').at(-1)!] as Schema;
  }

  validator(schema: Schema): ValidateFunction {
    return this.ajv.compile({ ...schema, components: this.json.components });
  }

  /**
   * Values that a schema permits. It supports what this API describes: a value with a pattern, or one that names
   * something existing, comes from `known`, by the name of its member.
   */
  valid(schema: Schema, known: Record<string, fc.Arbitrary<unknown>>, name = ''): fc.Arbitrary<unknown> {
    const one = this.resolve(schema);
    const types = [one.type ?? 'object'].flat();
    const isValid = this.validator(schema);
    const made = known[name] ?? this.made(one, types[0]!, known);
    const all = types.includes('null') ? fc.oneof({ weight: 4, arbitrary: made }, fc.constant(null)) : made;
    return all.filter((value) => isValid(value) as boolean);
  }

  private made(
    one: Schema,
    type: string,
    known: Record<string, fc.Arbitrary<unknown>>,
  ): fc.Arbitrary<unknown> {
    if (one.enum) return fc.constantFrom(...one.enum);
    switch (type) {
      case 'boolean':
        return fc.boolean();
      case 'integer':
        return fc.integer({ min: one.minimum, max: one.maximum });
      case 'array':
        return fc.array(this.valid(one.items!, known), { maxLength: 3 });
      case 'string':
        return fc.string({ unit: 'grapheme', minLength: 1, maxLength: Math.min(one.maxLength ?? 40, 40) });
      default: {
        const members = Object.entries(one.properties ?? {});
        const values = members.map(([name, member]) => [name, this.valid(member, known, name)]);
        return fc.record(Object.fromEntries(values) as Record<string, fc.Arbitrary<unknown>>, {
          requiredKeys: one.required ?? [],
        });
      }
    }
  }
}
