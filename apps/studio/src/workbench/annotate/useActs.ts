import { EVERYWHERE_COMMANDS, LOOK_COMMANDS, TASK_COMMANDS } from "@justesse/editor"
import { useCallback, useMemo } from "react"
import { useT } from "../../i18n/useT.ts"
import { useCommandActs } from "../../shell/palette/commandActs.ts"
import { usePageActs } from "../../shell/palette/pageActs.ts"
import { type CommandContext, runCommand } from "./runCommand.ts"

const COMMANDS = [...TASK_COMMANDS, ...LOOK_COMMANDS, ...EVERYWHERE_COMMANDS]

/** What can be done on the task page, for the palette: the commands, and the report that has no key. */
export function useTaskActs(context: CommandContext): void {
  const t = useT("task")
  const find = useT("find")
  const run = useCallback((id: string) => runCommand(context, id), [context])
  const commands = useCommandActs(COMMANDS, run)
  const [name, words] = [t("more.broken"), find("do.task.report")]
  usePageActs(
    useMemo(
      () => [...commands, { id: "task.report", name, words, run: () => context.ui.setState({ panel: "broken" }) }],
      [commands, context, name, words],
    ),
  )
}
