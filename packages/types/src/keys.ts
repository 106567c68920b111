import { z } from "zod"
import { storableText } from "./text.ts"

const flag = z.boolean().optional()
const held = { mod: flag, ctrl: flag, shift: flag, alt: flag }
const key = storableText(20).min(1)

/** A key or chord as it is kept: by the character on the cap, by its place on the keyboard, or by its name. */
const KeyChord = z.union([
  z.strictObject({ ...held, character: key }),
  z.strictObject({ ...held, character: key, thenDigit: z.literal(true) }),
  z.strictObject({ ...held, position: key }),
  z.strictObject({ ...held, named: key }),
])

/** How many commands a person may give keys of their own, and how many keys to one. */
const MOST_COMMANDS = 300
const MOST_KEYS = 6

/**
 * The keys of a person: a preset by its name, and keys of their own over it by the id of the command; an empty list takes a
 * command's keys away. Names that a program does not know are kept, and mean nothing to it.
 */
export const KeyChoice = z.strictObject({
  preset: storableText(40).min(1),
  own: z
    .record(storableText(60).min(1), z.array(KeyChord).max(MOST_KEYS))
    .refine((own) => Object.keys(own).length <= MOST_COMMANDS),
})
export type KeyChoice = z.infer<typeof KeyChoice>
