import { notifications } from "@mantine/notifications"
import { useSentence } from "../failures/useSentence.ts"
import { useT } from "../i18n/useT.ts"
import { Button } from "./Button.tsx"

/** Says that something was done, with the way back where there is one. It stays 10 s when it can be undone. */
export function useToast() {
  const t = useT("common")
  const sentence = useSentence()
  return {
    done(text: string, undo?: () => Promise<unknown> | void) {
      const id = `done-${crypto.getRandomValues(new Uint32Array(1))[0]}`
      notifications.show({
        id,
        autoClose: undo ? 10_000 : 4_000,
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
      notifications.show({
        color: "loss",
        autoClose: 8_000,
        message: sentence(error),
        closeButtonProps: { "aria-label": t("close") },
      })
    },
  }
}
