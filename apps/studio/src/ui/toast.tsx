import { type NotificationData, notifications } from "@mantine/notifications"
import type { ReactNode } from "react"
import { useSentence } from "../failures/useSentence.ts"
import { useT } from "../i18n/useT.ts"
import { MessageTimers } from "../messages/timers.ts"
import measures from "../theme/measures.module.css"
import { Button } from "./Button.tsx"

const STAYS_MS = { done: 4_000, undone: 10_000, wrong: 8_000 }
const timers = new MessageTimers()

/** Mantine's own timer stands still under a pointer, and its queue lets a message wait for those before it. */
function showMessage(
  ms: number,
  message: Omit<NotificationData, "id" | "message"> & { message: (id: string) => ReactNode },
): void {
  const id = `said-${crypto.getRandomValues(new Uint32Array(1))[0]}`
  const onClose = () => timers.gone(id)
  const show = () =>
    void notifications.show({ ...message, id, autoClose: false, onClose, message: message.message(id) })
  timers.show(id, ms, { show, hide: notifications.hide })
}

/** Says that something was done, with the way back where there is one. It stays 10 s when it can be undone. */
export function useToast() {
  const t = useT("common")
  const sentence = useSentence()
  const say = (text: string, ms: number, act?: { readonly name: string; readonly run: () => unknown }) =>
    showMessage(ms, {
      withCloseButton: true,
      closeButtonProps: { "aria-label": t("close") },
      message: (id) => (
        <span className={`inline ${measures.apart}`}>
          <span>{text}</span>
          {act && (
            <Button
              small
              onClick={() => {
                notifications.hide(id)
                void act.run()
              }}
            >
              {act.name}
            </Button>
          )}
        </span>
      ),
    })
  return {
    done(text: string, undo?: () => Promise<unknown> | void) {
      if (undo) say(text, STAYS_MS.undone, { name: t("undo"), run: undo })
      else say(text, STAYS_MS.done)
    },
    /** Says something with one thing to do about it, for as long as what can be undone. */
    offer(text: string, name: string, run: () => unknown) {
      say(text, STAYS_MS.undone, { name, run })
    },
    wrong(error: unknown) {
      showMessage(STAYS_MS.wrong, {
        color: "loss",
        closeButtonProps: { "aria-label": t("close") },
        message: () => sentence(error),
      })
    },
  }
}
