import { z } from "zod"
import { KeyChoice } from "./keys.ts"
import { Look } from "./look.ts"
import { OwnLimits } from "./pace/limits.ts"
import { PayNotices } from "./pay/told.ts"
import { Language, storableText } from "./text.ts"

/** Light, dark, or as the system says. */
export const Theme = z.enum(["light", "dark", "system"])
export type Theme = z.infer<typeof Theme>

/** What an API token may be used for. */
export const TokenScope = z.enum(["read", "import", "export", "work", "manage", "operate"])
export type TokenScope = z.infer<typeof TokenScope>

/** Who can reach this studio: asked once at set-up. */
export const Reach = z.enum(["computer", "network", "public"])
export type Reach = z.infer<typeof Reach>

/** What people type for a choice of reach: from this computer, and from its networks (none without a network). */
export const ReachAddresses = z.strictObject({ computer: z.string(), network: z.array(z.string()) })

/** So many answers a page names of which it heard nothing; those before them are not asked about. */
export const MOST_UNHEARD = 5
/** How many tasks somebody may have in hand on their computer, the one that is shown included. */
export const AHEAD = { least: 3, most: 100 } as const

/** What somebody chose to be named as in datasets that hold their answers. Nobody who did not choose is named. */
export const Credit = z.discriminatedUnion("as", [
  z.strictObject({ as: z.literal("pseudonym") }),
  z.strictObject({ as: z.literal("name"), name: storableText(80).min(1) }),
])
export type Credit = z.infer<typeof Credit>

/** What a person chose for their own screen. */
export const Preferences = z.strictObject({
  language: Language,
  theme: Theme,
  keyHints: z.boolean(),
  mirrored: z.boolean(),
  /** Whether members of projects that they own or review, and of a studio that they operate, may read their address. */
  showAddress: z.boolean().default(true),
  /** How many tasks they keep on their computer, for hours without a network; absent for {@link AHEAD}'s least. */
  ahead: z.int().min(AHEAD.least).max(AHEAD.most).optional(),
  /** How they look at pictures; absent while they never changed it. */
  look: Look.optional(),
  /** What clicks of the box tool mean: two corners, or the four outermost points of a thing. */
  boxClicks: z.enum(["corners", "outermost"]).default("corners"),
  /** A label key is about the region just drawn, not about the next one. */
  labelAfter: z.boolean().default(false),
  /** Their own keys; absent while they chose none. */
  keys: KeyChoice.optional(),
  /** How datasets that hold their answers name them; null or absent: not at all. */
  credit: Credit.nullish(),
  /** Whether pictures of declared content are shown to them at once; absent: blurred and grey until they say so. */
  contentShown: z.boolean().optional(),
  /** How much they want to work; absent while they set nothing: `DEFAULT_LIMITS`. */
  limits: OwnLimits.optional(),
  /** Until then nobody draws them as a second or third person, as they said; null or absent: they are there. */
  awayUntilMs: z.int().nonnegative().nullish(),
  /** What of their pay they are told in the inbox; absent while they chose nothing: all of it. */
  notices: PayNotices.optional(),
})
export type Preferences = z.infer<typeof Preferences>

/** The preferences of somebody who chose nothing: English, the system's theme, keys shown. */
export const DEFAULT_PREFERENCES: Preferences = {
  language: "en",
  theme: "system",
  keyHints: true,
  mirrored: false,
  showAddress: true,
  boxClicks: "corners",
  labelAfter: false,
}
