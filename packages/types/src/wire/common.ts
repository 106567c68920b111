import { z } from "zod"
import { Size } from "../geometry.ts"

/** Milliseconds since 1970, UTC. */
export const Millis = z.int().nonnegative()
/** A place in a long list, opaque; null begins at the top or says that the list is at its end. */
export const Cursor = z.string().max(200).nullable()
export const Limit = z.int().min(1).max(200)
/** A day of a person's own calendar, `2026-11-24`. */
export const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
/** A call that takes, or answers, nothing. */
export const Empty = z.strictObject({})
/** The answer of an act that has nothing more to say. */
export const Done = z.strictObject({ done: z.literal(true) })
/** What whoever plays a recording wants to know before its first byte comes. */
const SoundMedia = z.strictObject({
  durationMs: z.int().positive(),
  sampleRate: z.int().positive(),
  channels: z.int().positive(),
  /** Address of its peaks: one small file, see `sound/peaks.ts`. */
  peaks: z.string(),
})

/**
 * Addresses of one asset. They name neither task nor asset for annotators (I5) and last an hour or more. `full` is a picture at its
 * full size; of a recording or a video it is what is played, any part of it by itself (HTTP Range); of a text it is the text. What
 * an asset does not have is an empty address.
 */
export const Media = z.strictObject({
  full: z.string(),
  preview: z.string(),
  thumbnail: z.string(),
  /** Of a recording. */
  sound: SoundMedia.optional(),
  /** Of a video; its size is as it is shown. Without a moment of it `preview` and `thumbnail` are empty. */
  video: z.strictObject({ durationMs: z.int().positive(), size: Size, bytes: z.int().nonnegative() }).optional(),
  /** Of a text: whether it is Markdown or stands as it is. */
  text: z.enum(["plain", "markdown"]).optional(),
})
export type Media = z.infer<typeof Media>
