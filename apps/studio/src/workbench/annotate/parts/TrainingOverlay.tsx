import { useEffect, useState } from "react"
import { fetchPart } from "../../../shell/upgrade/newVersion.ts"
import { useStore } from "../ui.ts"

const load = () => import("./TrainingShown.tsx")
type Shown = Awaited<ReturnType<typeof load>>["TrainingShown"]

/**
 * What became of a training task. It is fetched with the task, so that it is there at once when the answer was sent, also without a
 * network; a page that waited for it would show nothing for a moment more.
 */
export function TrainingOverlay() {
  const training = useStore((snapshot) => snapshot.training)
  const isAhead = useStore(({ task }) => task !== null && task.lease.tryOut !== null)
  const isNow = training !== null
  const [Shown, setShown] = useState<Shown | null>(null)
  useEffect(() => {
    if (Shown || !(isAhead || isNow)) return
    // What does not come ahead is asked for again when it is to be shown, and then said.
    const part = isNow ? fetchPart(load) : load().catch(() => null)
    void part.then((fetched) => fetched && setShown(() => fetched.TrainingShown))
  }, [Shown, isAhead, isNow])
  return training && Shown ? <Shown training={training} /> : null
}
