import { type Command, EVERYWHERE_COMMANDS, TASK_COMMANDS } from "@justesse/editor"
import { useLayoutEffect, useRef } from "react"
import { type Translate, useT } from "../../../i18n/useT.ts"
import { chordCap } from "../../parts/chordCap.ts"
import styles from "../../parts/frame.module.css"
import { TaskIcon } from "../../parts/icons.tsx"
import { useTaskContext } from "../ui.ts"

const GROUPS = ["general", "tools", "labels", "regions", "picture", "text", "task"] as const
const NUDGES: Readonly<Record<string, { readonly label: string; readonly caps: readonly string[] }>> = {
  "nudge.left": { label: "keys.nudge", caps: ["←", "↑", "→", "↓"] },
  "nudge.left10": { label: "keys.nudge10", caps: ["⇧ ←", "↑", "→", "↓"] },
}

/** The keys of this page, from the list of commands. */
export function KeysOverlay() {
  const t = useT("task")
  const { ui } = useTaskContext()
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    dialog.current?.showModal()
  }, [])
  const close = () => ui.setState({ panel: null })
  // The four arrows are two lines, not eight.
  const commands = [...EVERYWHERE_COMMANDS, ...TASK_COMMANDS].filter(({ id }) => !/^nudge\.(right|up|down)/.test(id))
  return (
    <dialog aria-label={t("keys.title")} className={styles.keys} onCancel={close} onClose={close} ref={dialog}>
      <header>
        <h2>{t("keys.title")}</h2>
        <span className={styles.grow} />
        <button aria-label={t("hint.close")} className={styles.tiny} onClick={close} type="button">
          <TaskIcon name="close" />
          <kbd>Esc</kbd>
        </button>
      </header>
      <div className={styles.groups}>
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{t(`keys.${group}`)}</h3>
            <dl>
              {commands
                .filter((command) => command.group === group)
                .map((command) => (
                  <CommandKeys command={command} key={command.id} t={t} />
                ))}
            </dl>
          </section>
        ))}
      </div>
    </dialog>
  )
}

function CommandKeys({ command, t }: { command: Command; t: Translate }) {
  const arrows = NUDGES[command.id]
  const caps =
    arrows?.caps ?? (command.id === "label.choose" ? ["1 … 9"] : command.keys.slice(0, 2).map((key) => chordCap(key)))
  return (
    <div className={styles.kv}>
      <dt>{t(arrows?.label ?? command.labelKey)}</dt>
      <dd>
        {caps.map((cap) => (
          <kbd key={cap}>{cap}</kbd>
        ))}
      </dd>
    </div>
  )
}
