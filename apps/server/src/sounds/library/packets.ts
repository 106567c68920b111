import type { Decoded } from "./decoder.ts"

/** The sound of a file as the library decodes it, one packet after the other. */
export interface Packets {
  /** How it is packed, in the words that people know. */
  readonly codec: string
  readonly mediaType: string
  /** Seconds that a unit of its times lasts; null for a form without times. */
  readonly unit: number | null
  /** How long the file says that it is; null where it says nothing. */
  readonly seconds: number | null
  /** What the next packet holds; null once all were taken. */
  next(): Promise<readonly Decoded[] | null>
  /** Whether something could not be read since this was last asked. */
  hasLost(): boolean
  /** Frees what was taken for it. */
  close(): Promise<void>
}
