import type { Chord, Command } from "@justesse/editor/commands/contract"
import type { KeyPress } from "@justesse/editor/keyboard"
import { chordWord, heldBy } from "@justesse/editor/keymap/conflicts"
import { isRemappable } from "@justesse/editor/keymap/own"
import { chordOf, refusalOf } from "@justesse/editor/keymap/record"
import { useState } from "react"
import { useT } from "../../../i18n/useT.ts"
import { capOf, capsOf } from "../../../keys/caps.ts"
import { Icon } from "../../../theme/Icon.tsx"
import { Button } from "../../../ui/Button.tsx"
import css from "./page.module.css"
import { usePress } from "./usePress.ts"

interface RowProps {
  /** With the keys that it has now. */
  readonly command: Command
  /** Every command with the keys it has now. */
  readonly all: readonly Command[]
  /** It has other keys than those of the preset. */
  readonly changed: boolean
  readonly onGive: (chord: Chord) => void
  readonly onTake: (chord: Chord) => void
  readonly onReset: () => void
}

/** A command with its keys: each can be taken away, others given. */
export function CommandRow(props: RowProps) {
  const { command, changed, onTake, onReset } = props
  const t = useT("keys")
  const [setting, set] = useState(false)
  const name = t(`task:${command.labelKey}`)
  return (
    <div className={css.command} role="listitem" aria-label={name}>
      <div className={css.line}>
        <span className={css.name}>{name}</span>
        {isRemappable(command) ? (
          <>
            {command.keys.length === 0 && <span className="dim sm">{t("own.noKey")}</span>}
            {command.keys.map((chord) => (
              <OneKey chord={chord} key={chordWord(chord)} name={name} onTake={() => onTake(chord)} />
            ))}
            {changed && (
              <Button small look="quiet" icon="history" aria-label={t("own.given", { name })} onClick={onReset} />
            )}
            <Button small look="quiet" icon="plus" aria-label={t("own.add", { name })} onClick={() => set(true)} />
          </>
        ) : (
          <>
            {capsOf(command, t).map((cap) => (
              <kbd className="always" key={cap}>
                {cap}
              </kbd>
            ))}
            <span className="dim sm">{t("own.fixed")}</span>
          </>
        )}
      </div>
      {setting && <KeyWanted {...props} name={name} onDone={() => set(false)} />}
    </div>
  )
}

function OneKey({ chord, name, onTake }: { chord: Chord; name: string; onTake: () => void }) {
  const t = useT("keys")
  const cap = capOf(chord, t)
  return (
    <button type="button" className={css.chip} aria-label={t("own.remove", { cap, name })} onClick={onTake}>
      <kbd className="always">{cap}</kbd>
      <Icon name="close" small />
    </button>
  )
}

/** What stands in the way of a key; `held` is settled by taking it from whoever has it. */
interface Problem {
  readonly kind: "browser" | "typing" | "digit" | "fixed" | "held"
  readonly chord: Chord
  readonly other: Command | undefined
}

/** Why a command cannot have a chord just so. */
function problemOf(chord: Chord, command: Command, all: readonly Command[]): Problem | null {
  const refusal = refusalOf(chord, command)
  if (refusal) return { kind: refusal, chord, other: undefined }
  const holders = heldBy(chord, command, all)
  const fixed = holders.find((holder) => !isRemappable(holder))
  const other = fixed ?? holders[0]
  return other ? { kind: fixed ? "fixed" : "held", chord, other } : null
}

function KeyWanted({ command, all, name, onGive, onDone }: RowProps & { name: string; onDone: () => void }) {
  const t = useT("keys")
  const [problem, setProblem] = useState<Problem | null>(null)
  const give = (chord: Chord) => {
    onGive(chord)
    onDone()
  }
  const asks = problem?.kind === "held"
  usePress(!asks, (press: KeyPress) => {
    if (press.key === "Escape") return onDone()
    const chord = chordOf(press)
    if (!chord) return
    const found = problemOf(chord, command, all)
    if (found) setProblem(found)
    else give(chord)
  })
  const other = problem?.other ? t(`task:${problem.other.labelKey}`) : ""
  return (
    <div className={css.wanted} role="alert">
      <span>
        {problem ? t(`own.problem.${problem.kind}`, { cap: capOf(problem.chord, t), other }) : t("own.press", { name })}
      </span>
      {problem && asks && (
        <>
          <Button small look="primary" onClick={() => give(problem.chord)}>
            {t("own.useHere")}
          </Button>
          <Button small onClick={() => setProblem(null)}>
            {t("own.another")}
          </Button>
        </>
      )}
      <Button small look="quiet" onClick={onDone}>
        {t("common:cancel")}
      </Button>
    </div>
  )
}
