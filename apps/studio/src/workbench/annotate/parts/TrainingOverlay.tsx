import { Suspense, useEffect } from "react"
import { lazyPart } from "../../../shell/upgrade/lazyPart.tsx"
import { useStore } from "../ui.ts"

const load = () => import("./TrainingShown.tsx")
const TrainingShown = lazyPart(load, "TrainingShown")

/** What became of a training task. It is fetched with the task, so that it is there when the answer was sent, also without a network. */
export function TrainingOverlay() {
  const training = useStore((snapshot) => snapshot.training)
  const isTryOut = useStore(({ task }) => task !== null && task.lease.tryOut !== null)
  useEffect(() => {
    // What cannot be fetched is asked for again when it is shown, and then said.
    if (isTryOut) load().catch(() => undefined)
  }, [isTryOut])
  return training ? (
    <Suspense fallback={null}>
      <TrainingShown training={training} />
    </Suspense>
  ) : null
}
