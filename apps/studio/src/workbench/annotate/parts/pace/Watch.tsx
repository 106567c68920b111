import { LIMIT_BOUNDS } from "@justesse/types/pace/limits"
import { Suspense } from "react"
import { useStore as useZustand } from "zustand"
import { lazyPart } from "../../../../shell/upgrade/lazyPart.tsx"
import { pace } from "../../../../time/pace.ts"

const PaceLine = lazyPart(() => import("./Line.tsx"), "PaceLine")

/** Fetches the word about breaks and limits once there can be one. */
export function PaceWatch() {
  const isWorth = useZustand(
    pace,
    (state) => state.limitReached !== null || state.sincePauseSeconds >= LIMIT_BOUNDS.breakEvery.least * 60,
  )
  return (
    isWorth && (
      <Suspense fallback={null}>
        <PaceLine />
      </Suspense>
    )
  )
}
