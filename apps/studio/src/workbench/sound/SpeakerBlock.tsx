import { doDigitsChoose } from "@justesse/editor"
import { useEffect, useRef } from "react"
import { useT } from "../../i18n/useT.ts"
import { Cap, useCap } from "../../keys/Cap.tsx"
import { useTask } from "../annotate/ui.ts"
import frame from "../parts/frame.module.css"
import { useShown, useSound } from "./context.ts"
import styles from "./page.module.css"
import { Swatch } from "./Swatch.tsx"
import { speakerColor, speakerText } from "./speakers.ts"

/** Who speaks: each with the digit, the chosen one of the segment in hand and of the next one; a second press names them. */
export function SpeakerBlock() {
  const t = useT("sound")
  const sound = useSound()
  const hand = useShown((shown) => shown.hand)
  const naming = useShown((shown) => shown.naming)
  const readOnly = useTask((task) => task.readOnly !== null)
  const isLit = useTask(doDigitsChoose)
  const { speakers } = hand
  const choose = (speaker: string) => {
    if (speaker === sound.shown.hand.speaker && sound.selected?.speaker === speaker) sound.show({ naming: speaker })
    else sound.act({ act: "speaker", speaker })
  }
  return (
    <section aria-label={t("speaker.title")} className={frame.sec}>
      <div className={frame.head}>
        <b>{t("speaker.title")}</b>
        <ForWhom />
      </div>
      <div aria-label={t("speaker.title")} className={`${frame.labels} ${styles.speakers}`} role="radiogroup">
        {speakers.map((speaker, i) => (
          <button
            aria-checked={speaker === hand.speaker}
            className={frame.lab}
            disabled={readOnly}
            key={speaker}
            onClick={() => choose(speaker)}
            role="radio"
            title={t("speaker.rename")}
            type="button"
          >
            <Swatch
              className={styles.digit}
              color={speakerColor(speakers, speaker)}
              digit={i < 9 ? i + 1 : undefined}
              isUnlit={!isLit}
            />
            <span className={frame.cut}>{speakerText(speaker, t)}</span>
          </button>
        ))}
        <button
          aria-expanded={naming !== null}
          className={frame.lab}
          disabled={readOnly}
          onClick={() => sound.show({ naming: naming === null ? "" : null })}
          type="button"
        >
          <Cap of="sound.newSpeaker" />
          {t("speaker.new")}
        </button>
      </div>
      {naming !== null && <NameForm of={naming} />}
    </section>
  )
}

function ForWhom() {
  const t = useT("sound")
  const sound = useSound()
  const selected = useTask((task) => task.session.selected)
  const document = useTask((task) => task.document)
  const number = document.regions.has(selected ?? ("" as never))
    ? sound.segments.findIndex(({ id }) => id === selected) + 1
    : 0
  const capOf = useCap()
  const isLit = useTask(doDigitsChoose)
  if (!isLit && number > 0) return <span>{t("speaker.ofWritten", { cap: capOf("sound.speakerInText"), number })}</span>
  return <span>{number > 0 ? t("speaker.ofSegment", { number }) : t("speaker.ofNext")}</span>
}

/** The name of a speaker, or of a new one. */
function NameForm({ of }: { readonly of: string }) {
  const t = useT("sound")
  const sound = useSound()
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const save = () => {
    const name = field.current?.value.trim() ?? ""
    sound.show({ naming: null })
    if (name === "") return
    if (of === "") sound.act({ act: "speaker", speaker: name })
    else sound.act({ act: "rename", from: of, to: name })
  }
  return (
    <div className={frame.typing}>
      <input
        aria-label={t("speaker.name")}
        defaultValue={/^\d{1,3}$/.test(of) ? "" : of}
        key={of}
        maxLength={100}
        onBlur={() => sound.show({ naming: null })}
        onKeyDown={(event) => {
          if (event.key !== "Escape" && event.key !== "Enter") return
          event.preventDefault()
          event.stopPropagation()
          if (event.key === "Enter") save()
          else sound.show({ naming: null })
        }}
        placeholder={t("speaker.name")}
        ref={field}
      />
    </div>
  )
}
