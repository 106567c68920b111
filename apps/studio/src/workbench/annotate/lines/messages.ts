import type { FoundLine } from "@justesse/editor/lines/find"

/** What the worker is given: the picture, or a smaller copy of it. It is the worker's from then on. */
export interface Asked {
  readonly bitmap: ImageBitmap
}

/** What the worker tells: the share that is done, in [0, 1], or the lines in pixels of what it was given. */
export type Told = { readonly share: number } | { readonly lines: readonly FoundLine[] }
