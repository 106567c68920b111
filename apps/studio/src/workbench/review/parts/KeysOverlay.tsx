import { type Command, EVERYWHERE_COMMANDS, REVIEW_COMMANDS } from "@justesse/editor"
import { useLayoutEffect, useRef } from "react"
import { useT } from "../../../i18n/useT.ts"
import { chordCap } from "../../parts/chordCap.ts"
import frame from "../../parts/frame.module.css"
import { TaskIcon } from "../../parts/icons.tsx"
import { useReview } from "../ui.ts"
import { Act } from "./Act.tsx"

const NOT_HERE: readonly string[] = ["review.alike", "redo"]
/** Keys of the page that are no commands of the list: walking, reasons, and one's own answer. */
const MORE = [
  ["toAnswer", ["↑", "↓"]],
  ["digits", ["1 … 9"]],
  ["editTake", ["⏎"]],
  ["editNudge", ["←", "→", "⇧ ←"]],
  ["editEdge", ["W"]],
  ["editPlace", ["F2"]],
] as const

const WALKING = /^review\.(?:next|previous|nextTask|previousTask|view|flip|fit|guideline|file)$/

function groupOf({ id, scope }: Command): "decide" | "walk" | "everywhere" {
  if (scope === "everywhere") return "everywhere"
  return WALKING.test(id) ? "walk" : "decide"
}

/** The keys of this page, from the list of commands. */
export function KeysOverlay() {
  const t = useT("review")
  const { ui } = useReview()
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    dialog.current?.showModal()
  }, [])
  const close = () => ui.setState({ panel: null })
  const commands = [...REVIEW_COMMANDS, ...EVERYWHERE_COMMANDS].filter(({ id }) => !NOT_HERE.includes(id))
  const caps = (id: string, keys: (typeof commands)[number]["keys"]) =>
    id === "review.take"
      ? ["A … D", "F"]
      : keys.slice(0, 2).map((chord) => chordCap(chord).replace("Space", t("key.space")))
  return (
    <dialog aria-label={t("keys.title")} className={frame.keys} onCancel={close} onClose={close} ref={dialog}>
      <header>
        <h2>{t("keys.title")}</h2>
        <span className={frame.grow} />
        <Act aria-label={t("keys.close")} className={frame.tiny} onClick={close}>
          <TaskIcon name="close" />
          <kbd>Esc</kbd>
        </Act>
      </header>
      <div className={frame.groups}>
        {(["decide", "walk", "everywhere"] as const).map((group) => (
          <section key={group}>
            <h3>{t(`keys.${group}`)}</h3>
            <dl>
              {commands
                .filter((command) => groupOf(command) === group)
                .map(({ id, labelKey, keys }) => (
                  <Line caps={caps(id, keys)} key={id} name={t(`task:${labelKey}`)} />
                ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>{t("keys.besides")}</h3>
          <dl>
            {MORE.map(([name, keys]) => (
              <Line caps={keys} key={name} name={t(`keys.${name}`)} />
            ))}
          </dl>
        </section>
      </div>
    </dialog>
  )
}

function Line({ name, caps }: { readonly name: string; readonly caps: readonly string[] }) {
  return (
    <div className={frame.kv}>
      <dt>{name}</dt>
      <dd>
        {caps.map((cap) => (
          <kbd key={cap}>{cap}</kbd>
        ))}
      </dd>
    </div>
  )
}
