import { type Command, EVERYWHERE_COMMANDS, LOOK_COMMANDS, TASK_COMMANDS } from "@justesse/editor"
import { type Translate, useT } from "../../../i18n/useT.ts"
import { chordCap } from "../../parts/chordCap.ts"
import { type KeyLine, Keys } from "../../parts/Keys.tsx"
import { useTaskContext } from "../ui.ts"

const GROUPS = ["general", "tools", "labels", "regions", "picture", "text", "task"] as const
const NUDGES: Readonly<Record<string, { readonly label: string; readonly caps: readonly string[] }>> = {
  "nudge.left": { label: "keys.nudge", caps: ["←", "↑", "→", "↓"] },
  "nudge.left10": { label: "keys.nudge10", caps: ["⇧ ←", "↑", "→", "↓"] },
}
/** Commands with a key for each digit. */
const DIGITS: Readonly<Record<string, readonly string[]>> = {
  "label.choose": ["1 … 9"],
  "label.chooseDrawn": ["⇧ 1 … 9", "L 1 … 9"],
}
// The four arrows are two lines, not eight.
const COMMANDS = [...EVERYWHERE_COMMANDS, ...TASK_COMMANDS, ...LOOK_COMMANDS].filter(
  ({ id }) => !/^nudge\.(right|up|down)/.test(id),
)

/** The keys of the task page, from the list of commands. */
export function KeysOverlay() {
  const t = useT("task")
  const { ui } = useTaskContext()
  const groups = GROUPS.map((group) => ({
    title: t(`keys.${group}`),
    lines: COMMANDS.filter((command) => command.group === group).map((command) => lineOf(command, t)),
  }))
  return (
    <Keys
      close={t("hint.close")}
      groups={groups}
      onClose={() => ui.setState({ panel: null })}
      title={t("keys.title")}
    />
  )
}

function lineOf({ id, keys, labelKey }: Command, t: Translate): KeyLine {
  const arrows = NUDGES[id]
  const caps = arrows?.caps ?? DIGITS[id] ?? keys.slice(0, 2).map((key) => chordCap(key))
  return { id, name: t(arrows?.label ?? labelKey), caps }
}
