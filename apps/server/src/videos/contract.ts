import type { Blank } from "@justesse/db/assets/rows"

/** What a file of moving pictures says of itself; its pictures are never decoded here. */
export interface VideoHead {
  readonly mediaType: "video/mp4" | "video/webm"
  /** How it packs its pictures, in a word that people know. */
  readonly codec: string
  /** How it packs its sound; null where it has none. */
  readonly sound: string | null
  readonly durationMs: number
  /** As it is shown: upright, with square dots. */
  readonly width: number
  readonly height: number
  readonly notes: readonly VideoNote[]
  readonly blanks: readonly Blank[]
}

/** What is worth saying of a video that can be played. */
type VideoNote = "truncated" | "unheard"

/** A file whose pictures browsers do not play, as people call what it is. */
export interface Unplayable {
  readonly unplayable: string
}
