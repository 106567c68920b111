import type { Command } from "@justesse/editor"
import { useMemo } from "react"
import { type Translate, useT } from "../../../i18n/useT.ts"
import { useCap } from "../../../keys/Cap.tsx"
import { capsOf } from "../../../keys/caps.ts"
import { useOwnKeys } from "../../../keys/own.ts"
import { type KeyLine, Keys } from "../../parts/Keys.tsx"
import { useKind, useTaskContext } from "../ui.ts"

const GROUPS = ["general", "tools", "labels", "sound", "regions", "picture", "text", "task"] as const
const NUDGES: Readonly<Record<string, { readonly label: string; readonly caps: readonly string[] }>> = {
  "nudge.left": { label: "keys.nudge", caps: ["←", "↑", "→", "↓"] },
  "nudge.left10": { label: "keys.nudge10", caps: ["⇧ ←", "↑", "→", "↓"] },
}
/** What a hand does without a key. */
const HAND = ["drag", "clicks", "pan", "wheel", "many"] as const
// The four arrows are two lines, not eight.
const asLines = (commands: readonly Command[]) => commands.filter(({ id }) => !/^nudge\.(right|up|down)/.test(id))

/** The keys of the task page, from the list of commands. */
export function KeysOverlay() {
  const t = useT("task")
  const { ui } = useTaskContext()
  const { keys, nothingKey, called } = useKind()
  const commands = useOwnKeys(useMemo(() => asLines(keys.commands), [keys]))
  const typing = useCap()("label.type")
  const nameOf = ({ id, labelKey }: Command) => (id === "task.nothing" && nothingKey) || (called?.[id] ?? labelKey)
  const lines = (group: Command["group"]) =>
    commands
      .filter((command) => command.group === group)
      .map((command) => lineOf({ ...command, labelKey: nameOf(command) }, typing, t))
  const hand = HAND.map((id) => ({ id, name: t(`keys.handOf.${id}`), caps: [t(`keys.handOf.${id}Cap`)] }))
  const all = GROUPS.map((group) => ({ title: t(`keys.${group}`), lines: lines(group) }))
  const groups = [
    ...all.filter((group) => group.lines.length > 0),
    ...(keys.scope === "task" ? [{ title: t("keys.hand"), lines: hand }] : []),
  ]
  return (
    <Keys
      close={t("hint.close")}
      groups={groups}
      onClose={() => ui.setState({ panel: null })}
      title={t("keys.title")}
    />
  )
}

/** `typing` opens the labels, where a digit is for the one just drawn. */
function lineOf(command: Command, typing: string, t: Translate): KeyLine {
  const { id, labelKey } = command
  const arrows = isGivenArrow(command) ? NUDGES[id] : undefined
  const also = id === "label.chooseDrawn" && typing !== "" ? [`${typing} 1 … 9`] : []
  return { id, name: t(arrows?.label ?? labelKey), caps: arrows?.caps ?? [...capsOf(command, t).slice(0, 2), ...also] }
}

function isGivenArrow({ id, keys }: Command): boolean {
  return id.startsWith("nudge.") && keys.every((chord) => "named" in chord && chord.named.startsWith("Arrow"))
}
