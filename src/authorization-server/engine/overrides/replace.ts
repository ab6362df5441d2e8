/** Finds a model of the engine by its value or id. */
export type Find<Model> = (id: string, options?: FindOptions) => Promise<Model | undefined>;

export interface FindOptions {
  ignoreExpiration?: boolean;
}

/** Given a way to find a model, gives the one that takes its place. */
export type AroundFind<Model> = (find: Find<Model>) => Find<Model>;

/**
 * Replaces `find` of a model, once.
 *
 * @param steps each goes around the one before it; the first goes around the engine’s own.
 */
export function replaceFind<Model>(model: { find: unknown }, ...steps: Array<AroundFind<Model>>): void {
  const own = (model.find as Find<Model>).bind(model);
  model.find = steps.reduce((find, around) => around(find), own);
}

/** Replaces a method of a model’s instances; `around` is given the engine’s own, which it calls with the same `this`. */
export function replaceMethod<Instance, Name extends keyof Instance>(
  { prototype }: { prototype: Instance },
  name: Name,
  around: (own: Instance[Name]) => Instance[Name],
): void {
  prototype[name] = around(prototype[name]);
}
