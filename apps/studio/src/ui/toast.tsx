import { notifications } from "@mantine/notifications"
import { useSentence } from "../failures/useSentence.ts"
import { useT } from "../i18n/useT.ts"
import { Button } from "./Button.tsx"

const STAYS_MS = { done: 4_000, undone: 10_000, wrong: 8_000 }

/**
 * Takes it away after `ms`. Mantine's own timer stands still while the pointer rests on it, and a pointer rests for minutes
 * where somebody works by keys.
 */
function passing(id: string, ms: number): void {
  window.setTimeout(() => notifications.hide(id), ms)
}

function freshId(): string {
  return `said-${crypto.getRandomValues(new Uint32Array(1))[0]}`
}

/** Says that something was done, with the way back where there is one. It stays 10 s when it can be undone. */
export function useToast() {
  const t = useT("common")
  const sentence = useSentence()
  return {
    done(text: string, undo?: () => Promise<unknown> | void) {
      const id = freshId()
      passing(id, undo ? STAYS_MS.undone : STAYS_MS.done)
      notifications.show({
        id,
        autoClose: false,
        withCloseButton: true,
        closeButtonProps: { "aria-label": t("close") },
        message: (
          <span className="inline" style={{ justifyContent: "space-between" }}>
            <span>{text}</span>
            {undo && (
              <Button
                small
                onClick={() => {
                  notifications.hide(id)
                  void undo()
                }}
              >
                {t("undo")}
              </Button>
            )}
          </span>
        ),
      })
    },
    wrong(error: unknown) {
      const id = freshId()
      passing(id, STAYS_MS.wrong)
      notifications.show({
        id,
        color: "loss",
        autoClose: false,
        message: sentence(error),
        closeButtonProps: { "aria-label": t("close") },
      })
    },
  }
}
