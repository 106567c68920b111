import type { Region, RegionId } from "@justesse/types"
import { pasteRegions } from "../arrange/copied.ts"
import { type OrderStep, orderRegions } from "../arrange/order.ts"
import { movedTogether, shiftProposals } from "../arrange/previous.ts"
import { type Seen, seenHere, withEach } from "../arrange/seen.ts"
import { afterDrawing, selectMany } from "../session.ts"
import { limitsOf } from "./editing.ts"
import { leave, type Pen, show, write } from "./pen.ts"

/** How regions are arranged: copies, their order, and what is seen and held still of them. */
export type ArrangeAct =
  /** Regions that fit here (`fitCopies`), beside what lies where they were by so many image pixels. They are selected. */
  | { readonly act: "paste"; readonly regions: readonly Region[]; readonly byPx: number }
  | { readonly act: "order"; readonly ids: readonly RegionId[]; readonly to: OrderStep }
  /** Hidden or locked from now on, or not any more: no step, and nothing that is sent. */
  | { readonly act: "hide" | "lock"; readonly ids: readonly RegionId[]; readonly on: boolean }
  /** What was hidden and locked when this task was seen before. */
  | { readonly act: "see"; readonly seen: Seen }

/** Carries out such an act. */
export function arrange(pen: Pen, act: ArrangeAct): void {
  switch (act.act) {
    case "paste":
      return paste(pen, act.regions, act.byPx)
    case "order":
      leave(pen)
      return write(pen, orderRegions(pen.editing.document, act.ids, act.to))
    case "hide":
      return show(pen, { hidden: withEach(pen.editing.hidden, act.ids, act.on) })
    case "lock":
      return show(pen, { locked: withEach(pen.editing.locked, act.ids, act.on) })
    case "see":
      return show(pen, seenHere(pen.editing.document, act.seen))
  }
}

function paste(pen: Pen, regions: readonly Region[], byPx: number): void {
  if (pen.editing.readOnly !== null) return
  leave(pen)
  write(pen, pasteRegions(pen.editing.document, regions, byPx, limitsOf(pen.editing)))
  const made = regions.flatMap(({ id }) => (pen.editing.document.regions.has(id) ? [id] : []))
  if (made.length > 1) show(pen, { session: selectMany(pen.editing.session, made, false) })
  else if (made[0]) show(pen, { session: afterDrawing(pen.editing.session, made[0]) })
}

/** Regions of the picture before moved as one, where one of them is selected and nobody took any yet. False where that is not so. */
export function nudgeLaid(pen: Pen, dx: number, dy: number): boolean {
  const { session, document, history } = pen.editing
  const { selected, also, part } = session
  const region = selected === null ? undefined : document.regions.get(selected)
  if (!region?.proposed || region.origin?.source !== "previous" || also.length > 0 || part !== null) return false
  const together = movedTogether(history)
  if (!together.includes(region.id)) return false
  write(pen, shiftProposals(document, together, { dx, dy }, limitsOf(pen.editing)))
  return true
}
