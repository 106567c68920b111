import { Notifications } from "@mantine/notifications"

/** Messages in the corner, three at a time; the rest waits. */
export function ShownMessages() {
  return <Notifications position="bottom-right" limit={3} />
}
