import type { DraftShown } from "@justesse/types/wire/project"
import type { KindTile } from "../kinds/contract.ts"

/** From so many answers on people's own time counts, and no published figure. */
const MEASURED_FROM = 50
const HOUR_S = 3_600

/** A figure no more exact than it is known: two digits, and below a hundred fives. */
function rounded(count: number): number {
  const step = count < 20 ? 1 : count < 100 ? 5 : 10 ** (Math.floor(Math.log10(count)) - 1)
  return Math.max(1, Math.floor(count / step) * step)
}

/** What an hour gives: answers, once enough are measured here; else of what the tile counts, as it is published or guessed. */
export function hourOf(
  { seconds }: Pick<KindTile, "seconds">,
  shown: Pick<DraftShown, "measuredSeconds" | "tried"> | null,
): { readonly count: number; readonly isMeasured: boolean } {
  const measured = shown && shown.tried >= MEASURED_FROM ? shown.measuredSeconds : null
  return { count: rounded(HOUR_S / (measured ?? seconds)), isMeasured: measured !== null }
}
