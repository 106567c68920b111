import type { Segment } from "@justesse/editor/sound/segments"
import { wordHeard } from "@justesse/editor/sound/words"
import { useCallback, useLayoutEffect, useRef, useState } from "react"
import { useT } from "../../i18n/useT.ts"
import { FOCUS, useModel, useTask } from "../annotate/ui.ts"
import { Marked } from "../annotate/writing/Marked.tsx"
import { useSound } from "./context.ts"
import styles from "./page.module.css"
import { useMoment } from "./useMoment.ts"

/** The text of the segment in hand. The word that is heard, as far as its time tells, is underlined. */
export function Field({ segment }: { readonly segment: Segment }) {
  const t = useT("sound")
  const sound = useSound()
  const model = useModel()
  const field = useRef<HTMLTextAreaElement>(null)
  const isWriting = useTask(({ visit }) => visit?.region === segment.id)
  const visited = useTask(({ visit }) => (visit?.region === segment.id ? visit.value : null))
  const language = useTask(({ visit }) => visit?.language) ?? segment.region.transcript?.language
  const typedParts = useTask(({ visit }) => (visit?.region === segment.id ? visit.parts : null))
  const parts = typedParts === null ? segment.region.transcript?.parts : typedParts
  const value = visited ?? segment.text
  useLayoutEffect(() => {
    const element = field.current
    if (!isWriting || !element || document.activeElement === element) return
    element.focus({ preventScroll: true })
    const at = sound.shown.caret === "start" ? 0 : element.value.length
    element.setSelectionRange(at, at)
  }, [isWriting, sound])
  useLayoutEffect(() => {
    const element = field.current
    if (!element) return
    element.style.height = "0"
    element.style.height = `${element.scrollHeight}px`
  }, [value])
  return (
    <span className={styles.field}>
      {parts && parts.length > 0 && (
        <span aria-hidden="true" className={`${styles.heard} ${styles.marked}`} dir="auto">
          <Marked parts={parts} value={value} />
        </span>
      )}
      <HeardWord segment={segment} value={value} />
      <textarea
        aria-label={t("field")}
        dir="auto"
        id={FOCUS.field}
        lang={language}
        onBlur={() => model.snapshot.visit?.region === segment.id && model.commitText()}
        onChange={(event) => model.type(event.target.value)}
        onFocus={() => model.enterText(segment.id)}
        ref={field}
        rows={1}
        spellCheck={false}
        value={value}
      />
    </span>
  )
}

interface WordPlace {
  readonly from: number
  readonly to: number
}

/**
 * The text once more, unseen but for a line under one word. What is typed asks for no second drawing: of many letters that come faster
 * than a slow computer draws, React would give up, and letters would be lost.
 */
function HeardWord({ segment, value }: { readonly segment: Segment; readonly value: string }) {
  const sound = useSound()
  const typed = useRef(value)
  const shown = useRef<WordPlace | null>(null)
  const [heard, setHeard] = useState<WordPlace | null>(null)
  useLayoutEffect(() => {
    typed.current = value
  }, [value])
  useMoment(
    sound.player,
    useCallback(
      (ms: number) => {
        const word = sound.player.view.getState().playing ? wordHeard(typed.current, segment, ms) : null
        const { current } = shown
        if (current?.from === word?.from && current?.to === word?.to) return
        shown.current = word
        setHeard(word)
      },
      [sound, segment],
    ),
  )
  if (!heard) return null
  return (
    <span aria-hidden="true" className={styles.heard}>
      {value.slice(0, heard.from)}
      <u>{value.slice(heard.from, heard.to)}</u>
      {value.slice(heard.to)}
    </span>
  )
}
