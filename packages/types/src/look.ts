import { z } from "zod"

/** A share in hundredths, −100 to 100; 0 leaves the picture as it is. */
const Hundredths = z.int().min(-100).max(100)

/** How somebody looks at pictures: only what is seen, never the picture, an answer or an export. */
export const Look = z.strictObject({
  brightness: Hundredths,
  contrast: Hundredths,
  saturation: Hundredths,
  /** Above 1 dark parts become lighter; 0.2 to 5. */
  gamma: z.number().min(0.2).max(5),
  invert: z.boolean(),
  /** How pixels are shown from close by: as squares, or one flowing into the next. */
  pixels: z.enum(["smooth", "square"]),
  /** Whether the next pictures are looked at in the same way. */
  keep: z.boolean(),
})
export type Look = z.infer<typeof Look>

/** Nothing changed: pixels as squares from close by, and whatever is set from then on stays for the next pictures. */
export const PLAIN_LOOK: Look = {
  brightness: 0,
  contrast: 0,
  saturation: 0,
  gamma: 1,
  invert: false,
  pixels: "square",
  keep: true,
}
