import type { AnnotationBody, Region } from "@justesse/types"
import { compareText } from "../consensus/order.ts"
import type { ConfirmedItem } from "./confirmed.ts"
import type { Focus } from "./errorProfile.ts"
import { groupBy } from "./groups.ts"
import { bandOf } from "./missed.ts"
import { offsetsOf } from "./offsets.ts"

/** Pictures of one practice. */
const PRACTICE_PICTURES = 12

/** One picture to practise on: the answer that it comes from. */
interface PracticePicture {
  readonly answer: string
  /** Whether its error is of the sort that is practised. */
  readonly isFocus: boolean
}

/**
 * Pictures with a confirmed error of one's own to practise on: those of the sort that stands out first, the largest error before smaller
 * ones, then others, the latest first. `seen` are those of the last practice: they come last.
 */
export function choosePractice(
  items: readonly ConfirmedItem[],
  focus: Focus | null,
  seen: readonly string[] = [],
): PracticePicture[] {
  const wrong = items.filter(({ error, outcome }) => error !== null || outcome.mine === null || outcome.final === null)
  const edged = focus?.of === "edge" ? items.filter((item) => weightOf(item, focus) > 0) : []
  const answers = [...groupBy([...new Set([...wrong, ...edged])], ({ answer }) => answer)].map(([answer, some]) => ({
    answer,
    weight: Math.max(...some.map((item) => weightOf(item, focus))),
    atMs: Math.max(...some.map(({ atMs }) => atMs)),
    seen: seen.includes(answer) ? 1 : 0,
  }))
  return answers
    .sort((a, b) => a.seen - b.seen || b.weight - a.weight || b.atMs - a.atMs || compareText(a.answer, b.answer))
    .slice(0, PRACTICE_PICTURES)
    .map(({ answer, weight }) => ({ answer, isFocus: weight > 0 }))
}

/** An edge is worth practising on a picture where it lies off by at least this. */
const LEAST_OFF_PX = 2

/** How much an item shows of what is practised: how far an edge is off in pixels, 1 for another error of the sort, 0 for none. */
function weightOf(item: ConfirmedItem, focus: Focus | null): number {
  const { mine, final } = item.outcome
  if (!focus) return 0
  if (focus.of === "edge") {
    const off = Math.abs(offsetsOf(item)?.px[focus.edge] ?? 0)
    return off >= LEAST_OFF_PX ? off : 0
  }
  if (focus.of === "missed") return final && !mine && bandOf(final) === focus.fromPx ? 1 : 0
  if (focus.of === "label") return final?.label === focus.right && mine?.label === focus.mine ? 1 : 0
  return item.error === "transcribe" ? 1 : 0
}

/** Which of the right regions are to be done again: those with an error, or an edge off by two pixels. */
export function regionsToPractise(items: readonly ConfirmedItem[]): ReadonlySet<string> {
  const isOff = (item: ConfirmedItem) =>
    Object.values(offsetsOf(item)?.px ?? {}).some((px) => Math.abs(px) >= LEAST_OFF_PX)
  return new Set(
    items.flatMap((item) =>
      item.outcome.final && (item.error !== null || isOff(item)) ? [item.outcome.final.id] : [],
    ),
  )
}

/**
 * What a picture to practise on begins with: the right answer without what its person got wrong there, so that this alone is to be done
 * again. A text that was read wrong is to be read again in its place; what they had drawn too many is there again, to be seen and removed.
 */
export function practiceStart(right: AnnotationBody, items: readonly ConfirmedItem[]): AnnotationBody {
  const again = regionsToPractise(items)
  const isText = (id: string) => items.some(({ outcome, error }) => outcome.final?.id === id && error === "transcribe")
  const kept = right.regions.flatMap((region): Region[] => {
    if (!again.has(region.id)) return [region]
    const { transcript: _transcript, ...rest } = region
    return isText(region.id) ? [rest] : []
  })
  const taken = new Set(right.regions.map(({ id }) => id))
  const extra = items.flatMap(({ outcome: { mine, final } }) => (mine && !final && !taken.has(mine.id) ? [mine] : []))
  return { regions: [...kept, ...extra], nothingHere: false }
}
