/** The two names of the platform that pure packages may use: they exist in browsers, Node and workers alike. */
declare class TextEncoder {
  encodeInto(text: string, into: Uint8Array): { read: number; written: number }
  encode(input?: string): Uint8Array
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean })
  decode(input?: Uint8Array, options?: { stream?: boolean }): string
}
