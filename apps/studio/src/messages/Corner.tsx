import { useNotifications } from "@mantine/notifications"
import { lazy, Suspense, useState } from "react"
import css from "./corner.module.css"

/** Where the code for them does not come (another build is served, no network), messages are said without it: one of them says just that. */
const Shown = lazy(() =>
  import("./Shown.tsx").then(
    ({ ShownMessages }) => ({ default: ShownMessages }),
    () => ({ default: PlainMessages }),
  ),
)

/** Where messages appear (`useToast`); fetched with the first one, as most visits to a task see none. */
export function MessageCorner() {
  const { notifications } = useNotifications()
  const [isWanted, want] = useState(false)
  if (!isWanted && notifications.length > 0) want(true)
  return <Suspense fallback={null}>{isWanted && <Shown />}</Suspense>
}

/** The latest three; each goes by its own time. */
function PlainMessages() {
  const { notifications } = useNotifications()
  return (
    <div className={css.corner}>
      {notifications.slice(-3).map(({ id, message }) => (
        <div key={id} className={`m ${css.one}`} role="alert">
          {message}
        </div>
      ))}
    </div>
  )
}
