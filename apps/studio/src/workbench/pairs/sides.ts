import { type InPair, type LeaseAbout, PairVerdict, type Size } from "@justesse/types"
import type { Lease } from "@justesse/types/wire/work"

/** One of two assets as it stands on the page. */
export interface Side {
  readonly which: InPair
  readonly media: Lease["media"]
  readonly size: Size
}

/** What stands left and right of a task about two; null of any other. */
export function sidesOf({ media, size, about }: Pick<Lease, "media" | "size" | "about">): readonly [Side, Side] | null {
  if (about?.type !== "pair") return null
  const first: Side = { which: "first", media, size }
  const second: Side = { which: "second", media: about.media, size: about.size }
  return about.left === "first" ? [first, second] : [second, first]
}

/** What an act at the screen says of the pair, whatever stood where. */
export function verdictFor(about: LeaseAbout | null, act: string): PairVerdict | null {
  if (about?.type !== "pair") return null
  const other: InPair = about.left === "first" ? "second" : "first"
  return act === "left"
    ? about.left
    : act === "right"
      ? other
      : (PairVerdict.exclude(["first", "second"]).safeParse(act).data ?? null)
}

/** Where what was said stands on the page. */
export function shownAs(about: LeaseAbout | null, said: string | null): "left" | "right" | "none" | "neither" | null {
  const verdict = PairVerdict.safeParse(said).data
  if (about?.type !== "pair" || !verdict) return null
  if (verdict === "none" || verdict === "neither") return verdict
  return verdict === about.left ? "left" : "right"
}
