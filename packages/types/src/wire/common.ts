import { z } from "zod"

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
/** Addresses of one picture. They name neither task nor asset for annotators (I5) and last an hour or more. */
export const Media = z.strictObject({ full: z.string(), preview: z.string(), thumbnail: z.string() })
export type Media = z.infer<typeof Media>
