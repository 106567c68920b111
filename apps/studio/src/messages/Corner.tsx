import { useNotifications } from "@mantine/notifications"
import { Suspense, useState } from "react"
import { lazyPart } from "../shell/upgrade/lazyPart.tsx"

const Shown = lazyPart(() => import("./Shown.tsx"), "ShownMessages")

/** Where messages appear (`useToast`); fetched with the first one, as most visits to a task see none. */
export function MessageCorner() {
  const { notifications } = useNotifications()
  const [isWanted, want] = useState(false)
  if (!isWanted && notifications.length > 0) want(true)
  return <Suspense fallback={null}>{isWanted && <Shown />}</Suspense>
}
