/* All ends belong to the same build, so that these messages need no validation. */

/** Vision worker → identity worker. The next one waits for the answer to this one. */
export interface DescribeRequest {
  /** A face, `inputSide` pixels square, four bytes a pixel. Transferred. */
  readonly pixels: ArrayBuffer;
}

/** Identity worker → vision worker. */
export type DescriberMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'described'; readonly descriptor: Float32Array }
  /** It is of no use any more. */
  | { readonly kind: 'failed' };

/** Document → identity worker, once: leads to the vision worker. Transferred. */
export interface ServeCommand {
  readonly port: MessagePort;
}

/** Identity worker → document. `detail` is for the log. */
export type IdentityMessage =
  | { readonly kind: 'ready'; readonly detail: string }
  | { readonly kind: 'failed'; readonly detail: string };
