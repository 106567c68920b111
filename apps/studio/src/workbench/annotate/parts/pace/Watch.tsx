import { LIMIT_BOUNDS } from "@justesse/types/pace/limits"
import { Suspense } from "react"
import { useStore as useZustand } from "zustand"
import { lazyPart } from "../../../../shell/upgrade/lazyPart.tsx"
import { pace } from "../../../../time/pace.ts"
import { useStore } from "../../ui.ts"

const PaceLine = lazyPart(() => import("./Line.tsx"), "PaceLine")

/** No task's limit is shorter than two minutes, and nothing is said before four fifths of it. */
const FROM_SECONDS = 90

/** Fetches the word about breaks and limits once there can be one. */
export function PaceWatch() {
  const isLong = useStore(
    ({ activeSeconds, passed }) => activeSeconds > FROM_SECONDS || passed.length >= LIMIT_BOUNDS.series.least,
  )
  const isWorth = useZustand(
    pace,
    (state) => state.limitReached !== null || state.sincePauseSeconds >= LIMIT_BOUNDS.breakEvery.least * 60,
  )
  return (
    (isLong || isWorth) && (
      <Suspense fallback={null}>
        <PaceLine />
      </Suspense>
    )
  )
}
