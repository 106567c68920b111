import { type Command, EVERYWHERE_COMMANDS, LOOK_COMMANDS, PROPOSE_COMMANDS, REVIEW_COMMANDS } from "@justesse/editor"
import { type Translate, useT } from "../../../i18n/useT.ts"
import { capsOf } from "../../../keys/caps.ts"
import { useOwnKeys } from "../../../keys/own.ts"
import { type KeyLine, Keys } from "../../parts/Keys.tsx"
import { useReview } from "../ui.ts"

const NOT_HERE: readonly string[] = ["redo"]
const COMMANDS = [...REVIEW_COMMANDS, ...PROPOSE_COMMANDS, ...LOOK_COMMANDS, ...EVERYWHERE_COMMANDS].filter(
  ({ id }) => !NOT_HERE.includes(id),
)
/** Keys of the page that are no commands of the list: walking, reasons, and one's own answer. */
const MORE = [
  ["toAnswer", ["↑", "↓"]],
  ["digits", ["1 … 9"]],
  ["editTake", ["⏎"]],
  ["editNudge", ["←", "→", "⇧ ←"]],
  ["editEdge", ["W"]],
  ["editPlace", ["F2"]],
] as const

const WALKING = /^review\.(?:next|previous|nextTask|previousTask|view|flip|fit|map|unseen|guideline|file)$/

const GROUPS = ["decide", "propose", "walk", "everywhere"] as const

function groupOf({ id, scope }: Command): (typeof GROUPS)[number] {
  if (scope === "propose") return scope
  if (scope === "everywhere") return "everywhere"
  return scope === "work" || WALKING.test(id) ? "walk" : "decide"
}

/** The keys of the review page, from the list of commands. */
export function KeysOverlay() {
  const t = useT("review")
  const { ui } = useReview()
  const commands = useOwnKeys(COMMANDS)
  const listed = GROUPS.map((group) => ({
    title: t(`keys.${group}`),
    lines: commands.filter((command) => groupOf(command) === group).map((command) => lineOf(command, t)),
  }))
  const besides = MORE.map(([id, caps]) => ({ id, name: t(`keys.${id}`), caps }))
  return (
    <Keys
      close={t("keys.close")}
      groups={[...listed, { title: t("keys.besides"), lines: besides }]}
      onClose={() => ui.setState({ panel: null })}
      title={t("keys.title")}
    />
  )
}

function lineOf(command: Command, t: Translate): KeyLine {
  return { id: command.id, name: t(`task:${command.labelKey}`), caps: capsOf(command, t).slice(0, 2) }
}
