/** A list whose rows are all as high as each other, but for one that is open. */
export interface RowPlan {
  readonly count: number
  readonly rowPx: number
  /** The open row; -1 for none. */
  readonly openAt: number
  readonly openPx: number
}

/** Rows that are kept beside those in sight, above and below, and by how many the window moves. */
interface Margin {
  readonly beside: number
  /** The first and last row move by so many, so that not every pixel of a scroll is another window. */
  readonly step: number
}
/** A hand is at the list and may scroll it at any moment, faster than it can be drawn. */
const NEAR: Margin = { beside: 6, step: 4 }
/** The list only shows what is chosen elsewhere: a press on the picture makes as few rows as can be seen, and a screen reader's next one. */
const FAR: Margin = { beside: 2, step: 1 }

const extraOf = ({ openAt, openPx, rowPx }: RowPlan) => (openAt < 0 ? 0 : openPx - rowPx)

/** Where a row begins, in pixels from the top of the list. */
export function topOfRow(plan: RowPlan, at: number): number {
  return at * plan.rowPx + (plan.openAt >= 0 && at > plan.openAt ? extraOf(plan) : 0)
}

/** How high the whole list is. */
export function heightOfRows(plan: RowPlan): number {
  return plan.count * plan.rowPx + extraOf(plan)
}

function rowAt(plan: RowPlan, y: number): number {
  const { openAt, rowPx } = plan
  const at = Math.floor(y / rowPx)
  return openAt < 0 || at <= openAt ? at : Math.max(openAt, Math.floor((y - extraOf(plan)) / rowPx))
}

/** What of a list is in sight: `top` and `height` in pixels. `isNear`: a hand is at it. */
export interface SightOfList {
  readonly top: number
  readonly height: number
  readonly isNear: boolean
}

/** The rows that are in the document while this part of the list is in sight: from `first` to before `end`. */
export function rowsInSight(plan: RowPlan, { top, height, isNear }: SightOfList): { first: number; end: number } {
  if (height <= 0) return { first: 0, end: 0 }
  const { beside, step } = isNear ? NEAR : FAR
  const first = rowAt(plan, top) - beside
  const end = rowAt(plan, top + height) + 1 + beside
  return {
    first: Math.max(0, Math.floor(first / step) * step),
    end: Math.min(plan.count, Math.ceil(end / step) * step),
  }
}
