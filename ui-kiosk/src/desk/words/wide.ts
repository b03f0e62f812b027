/** The shape of a language's words, whatever they say. */
export type Wide<T> = T extends string
  ? string
  : T extends (...given: infer G) => string
    ? (...given: G) => string
    : { [K in keyof T]: Wide<T[K]> };
