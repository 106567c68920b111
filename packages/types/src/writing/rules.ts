import { z } from "zod"
import { storableText } from "../text.ts"

/** Which way a text runs, where somebody said so: `ttb` is written from top to bottom. */
export const TextDirection = z.enum(["ltr", "rtl", "ttb"])
export type TextDirection = z.infer<typeof TextDirection>

/** How texts of a project are written down. */
export const WritingRules = z.strictObject({
  /** Characters that keyboards lack, offered under the line: each is one key once they are open. */
  palette: z.array(storableText(8).min(1)).max(35),
  /** The languages that a line may be in, as tags; empty: the usual ones. */
  languages: z
    .array(
      z
        .string()
        .regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/)
        .max(35),
    )
    .max(20),
  /** Which way lines follow one another: from the left, from the right, or in columns written downwards, the first at the right. */
  direction: TextDirection,
})
export type WritingRules = z.infer<typeof WritingRules>
