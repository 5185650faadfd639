/* The package's own types say that what it exports is in `default`; in Node it is the module itself. */
declare module 'bidi-js' {
  interface Bidi {
    getEmbeddingLevels(
      text: string,
      baseDirection?: 'ltr' | 'rtl' | 'auto',
    ): { levels: Uint8Array };
    /** Null where it has no mirror image. */
    getMirroredCharacter(character: string): string | null;
  }
  const factory: () => Bidi;
  export default factory;
}
