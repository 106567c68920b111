import { useNotifications } from "@mantine/notifications"
import { Suspense, useRef } from "react"
import { lazyPart } from "./upgrade/lazyPart.tsx"

const Shown = lazyPart(() => import("./ShownMessages.tsx"), "ShownMessages")

/** Where messages appear (`useToast`); fetched with the first one, as most visits to a task see none. */
export function Messages() {
  const { notifications, queue } = useNotifications()
  const wanted = useRef(false)
  wanted.current ||= notifications.length + queue.length > 0
  return <Suspense fallback={null}>{wanted.current && <Shown />}</Suspense>
}
