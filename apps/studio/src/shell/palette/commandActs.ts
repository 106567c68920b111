import type { Command } from "@justesse/editor/commands"
import { useMemo } from "react"
import { useT } from "../../i18n/useT.ts"
import { capsOf } from "../../pages/help/caps.ts"
import type { PageAct } from "./pageActs.ts"

/** Commands that are about a digit, a letter or a step under the hand: nobody would look for them by name. */
const BY_HAND =
  /^(palette|escape|nudge\.|hint\.|label\.choose|attribute\.step|text\.(next|previous)|task\.submitAnywhere|review\.take|look\.(brighter|darker|more|less))/

/** True for a command that somebody may look for by its name. */
export function isForPalette({ id }: Pick<Command, "id">): boolean {
  return !BY_HAND.test(id)
}

/** A registry's commands as the palette shows them. */
export function useCommandActs(commands: readonly Command[], run: (id: string) => void): readonly PageAct[] {
  const t = useT("task")
  const find = useT("find")
  // The sentences are new functions at each render; they change with the language, and then the page is drawn anew.
  const language = t("command.undo")
  return useMemo(
    () =>
      commands.filter(isForPalette).map(({ id, labelKey, ...command }) => {
        const cap = capsOf({ id, labelKey, ...command })[0]
        return { id, name: t(labelKey), words: find(`do.${id}`), run: () => run(id), ...(cap && { keys: cap }) }
      }),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [commands, run, language],
  )
}
