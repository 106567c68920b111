import type { Command } from "@justesse/editor/commands/contract"
import { useMemo } from "react"
import { useT } from "../../i18n/useT.ts"
import { capsOf } from "../../keys/caps.ts"
import { useOwnKeys } from "../../keys/own.ts"
import type { PageAct } from "./pageActs.ts"

/** Commands that are about a digit, a letter or a step under the hand: nobody would look for them by name. */
const BY_HAND =
  /^(palette|escape|nudge\.|label\.choose|attribute\.step|text\.(next|previous)|task\.submitAnywhere|review\.take|look\.(brighter|darker|more|less))/

/** True for a command that somebody may look for by its name; all are that have no key. */
export function isForPalette({ id, keys }: Pick<Command, "id" | "keys">): boolean {
  return keys.length === 0 || !BY_HAND.test(id)
}

/** A registry's commands as the palette shows them. */
export function useCommandActs(given: readonly Command[], run: (id: string) => void): readonly PageAct[] {
  const t = useT("task")
  const commands = useOwnKeys(given)
  const find = useT("find")
  // The sentences are new functions at each render; they change with the language, and then the page is drawn anew.
  const language = t("command.undo")
  return useMemo(
    () =>
      commands.filter(isForPalette).map((command) => {
        const { id, labelKey } = command
        const cap = capsOf(command, t)[0]
        const words = BY_HAND.test(id) ? "" : find(`do.${id}`)
        return { id, name: t(labelKey), words, run: () => run(id), ...(cap && { keys: cap }) }
      }),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [commands, run, language],
  )
}
