import type { Ontology, ProjectKind, RegionId, Shape, WorkRegion } from "@justesse/types"
import type { BoxLimits } from "../box.ts"
import type { Change, EditorDocument } from "../document.ts"

/** What the rules may know of a task besides the region that they look at. */
export interface About {
  readonly document: EditorDocument
  readonly kind: ProjectKind
  readonly ontology: Ontology
  readonly limits: BoxLimits
  /** The earlier region that one looks like a copy of, or null. */
  duplicateOf(id: RegionId): RegionId | null
  /** Later regions that look like copies of one: what is said of them depends on where it is. */
  copiesOf(id: RegionId): readonly RegionId[]
  /** The region as the edges of the picture would have it; null where they are not looked at. */
  tightened(id: RegionId): Shape | null
}

/** What a warning says besides its rule: another region, pixels, the id of an attribute, or the shape that would be right. */
interface WarningValues {
  readonly other?: RegionId
  readonly pixels?: number
  readonly attribute?: string
  readonly shape?: Shape
}

/** One thing about a region that may not be as it was meant. It may be sent as it is. */
export interface Warning extends WarningValues {
  readonly id: RegionId
  readonly rule: RuleName
}

/** A rule of the coach. One value for each, all of them in `rules.ts`. */
export interface CoachRule {
  /** What it finds about a region; null where there is nothing to say. */
  find(region: WorkRegion, about: About): WarningValues | null
  /** The step that mends it; null where only a person can, who is then taken to the region. */
  mend(region: WorkRegion, now: Pick<About, "document" | "limits">, found: WarningValues): Change | null
  /** Nothing is said while the region is selected: its person is about to do it. */
  readonly waits?: boolean
}

/** The rules in the order in which they are said: what makes a region unusable first, what is only unfinished last. */
export const RULE_NAMES = ["crosses", "rings", "outside", "tiny", "twice", "far", "attribute", "text"] as const
/** Which rule found something: what a warning is kept by, and by which its sentences in both languages are found. */
export type RuleName = (typeof RULE_NAMES)[number]
