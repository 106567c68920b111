export declare const totalSamples: unique symbol
export declare const data: unique symbol
export declare const codecFrames: unique symbol
export declare const header: unique symbol
export declare const vorbisSetup: unique symbol
export declare const isLastPage: unique symbol

/** A page of an Ogg file of Vorbis as the decoder takes it. */
export interface OggPage {
  readonly [data]: Uint8Array
  readonly [codecFrames]: readonly {
    readonly [data]: Uint8Array
    readonly [header]: { readonly [vorbisSetup]: Uint8Array }
  }[]
  readonly [isLastPage]: boolean
  readonly [totalSamples]: number
}
