/** Finds a model of the engine by its value or its id. */
export type Find<Model> = (id: string, options?: FindOptions) => Promise<Model | undefined>;

export interface FindOptions {
  ignoreExpiration?: boolean;
}

/** Takes the `find` of a model, and returns the one that replaces it. */
export type AroundFind<Model> = (find: Find<Model>) => Find<Model>;

/**
 * Replaces the `find` of a model.
 *
 * @param steps each wraps the one before it. The first wraps the engine’s own.
 */
export function replaceFind<Model>(model: { find: unknown }, ...steps: Array<AroundFind<Model>>): void {
  const own = (model.find as Find<Model>).bind(model);
  model.find = steps.reduce((find, around) => around(find), own);
}

/**
 * Replaces a method of a model’s instances. `around` gets the engine’s own method, which it must call with the same
 * `this`.
 */
export function replaceMethod<Instance, Name extends keyof Instance>(
  { prototype }: { prototype: Instance },
  name: Name,
  around: (own: Instance[Name]) => Instance[Name],
): void {
  prototype[name] = around(prototype[name]);
}
