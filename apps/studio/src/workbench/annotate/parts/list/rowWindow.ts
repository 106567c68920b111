/** A list whose rows are all as high as each other, but for one that is open. */
export interface RowPlan {
  readonly count: number
  readonly rowPx: number
  /** The open row; -1 for none. */
  readonly openAt: number
  readonly openPx: number
}

/** Rows that are kept beside those in sight, above and below. */
const BESIDE = 6
/** The first and last row move by so many, so that not every pixel of a scroll is another window. */
const STEP = 4

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

/** The rows that are in the document while this part of the list is in sight: from `first` to before `end`. */
export function rowsInSight(plan: RowPlan, top: number, height: number): { first: number; end: number } {
  if (height <= 0) return { first: 0, end: 0 }
  const first = rowAt(plan, top) - BESIDE
  const end = rowAt(plan, top + height) + 1 + BESIDE
  return {
    first: Math.max(0, Math.floor(first / STEP) * STEP),
    end: Math.min(plan.count, Math.ceil(end / STEP) * STEP),
  }
}
