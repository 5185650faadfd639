/** What a translation has to be: the same parts and keys as in the first language, every value words. */
export type WordsLike<T> = {
  readonly [K in keyof T]: T[K] extends string ? string : WordsLike<T[K]>;
};
