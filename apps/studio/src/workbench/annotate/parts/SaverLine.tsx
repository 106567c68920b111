import { Suspense } from "react"
import { useStore as useZustand } from "zustand"
import { isWorthSaying, saver } from "../../../offline/saver.ts"
import { lazyPart } from "../../../shell/upgrade/lazyPart.tsx"
import { useStore } from "../ui.ts"

const SlowLine = lazyPart<"SlowLine", object>(() => import("./Spared.tsx"), "SlowLine")
const SmallerPicture = lazyPart<"SmallerPicture", { readonly full: string }>(
  () => import("./Spared.tsx"),
  "SmallerPicture",
)

/** While the network is spared: that the picture is a smaller one, and the way to all of it. A slow line is said, with the way to spare it. */
export function SaverLine() {
  const isOn = useZustand(saver, (state) => state.isOn)
  const slow = useZustand(saver, (state) => isWorthSaying(state))
  const full = useStore(({ looking, task }) => (looking?.sent ?? task?.lease)?.media.full ?? null)
  return (
    <Suspense fallback={null}>
      {slow ? <SlowLine /> : isOn && full !== null && <SmallerPicture key={full} full={full} />}
    </Suspense>
  )
}
