import { type Meaning, meaningOf } from "@justesse/editor"
import { inLanguage } from "@justesse/types"
import { useMemo, useState } from "react"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import { Markdown } from "../../../prose/Markdown.tsx"
import styles from "../../parts/frame.module.css"
import { Guide } from "../../parts/Guide.tsx"
import { keyOf } from "../model/labelKey.ts"
import { useModel, useStore, useTask, useTaskContext } from "../ui.ts"
import { MeaningOf } from "./labels/Meaning.tsx"

/** Wide enough for the guideline to stand beside the column. */
const BESIDE_FROM_PX = 1_700

/** The guideline over labels and list; the foot stays. It follows the chosen label and keeps its scroll offset for each. */
export function GuidePanel({ footHeight }: { footHeight: number }) {
  const t = useT("task")
  const { run } = useTaskContext()
  const language = useLanguage()
  const model = useModel()
  const guide = useStore((store) => (store.looking ?? store.task)?.guide ?? null)
  const label = model.label(useTask((task) => task.session.label))
  const [whole, setWhole] = useState(false)
  const [offsets] = useState(() => new Map<string, number>())
  const text = guide?.guideline ?? ""
  const meaning = useMemo(() => label && meaningOf(text, label, language), [text, label, language])
  const beside = window.innerWidth >= BESIDE_FROM_PX
  const key = whole ? "whole" : (label?.id ?? "")
  const heading = (
    <>
      {label && !whole && meaning && (
        <>
          <span aria-hidden="true" className={styles.sw} style={{ background: label.color }}>
            <span className={styles.k}>{keyOf(model.labels, label)}</span>
          </span>
          <b className={styles.cut}>{inLanguage(label.name, language)}</b>
        </>
      )}
      <span className={`${styles.dim} ${styles.sm}`}>
        {t("guide.version", { version: guide?.guidelineVersion ?? 0 })}
      </span>
    </>
  )
  return (
    <Guide
      of="task.guideline"
      close={t("guide.close")}
      footHeight={beside ? null : footHeight}
      heading={heading}
      label={t("bar.guideline")}
      onClose={() => run("task.guideline")}
    >
      <GuideBody
        key={key}
        onWhole={setWhole}
        meaning={meaning}
        pictures={guide?.pictures ?? {}}
        offsets={offsets}
        offsetKey={key}
        text={text}
        whole={whole}
      />
    </Guide>
  )
}

interface GuideBodyProps {
  readonly text: string
  readonly pictures: Readonly<Record<string, string>>
  readonly meaning: Meaning | null
  readonly whole: boolean
  readonly onWhole: (whole: boolean) => void
  /** How far each label's part was scrolled. */
  readonly offsets: Map<string, number>
  readonly offsetKey: string
}

function GuideBody({ text, pictures, meaning, whole, onWhole, offsets, offsetKey }: GuideBodyProps) {
  const t = useT("task")
  return (
    <div
      className={styles.gb}
      onScroll={(event) => offsets.set(offsetKey, event.currentTarget.scrollTop)}
      ref={(box) => {
        if (box) box.scrollTop = offsets.get(offsetKey) ?? 0
      }}
      // A text that scrolls must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      {text === "" && <p className={styles.dim}>{t("guide.none")}</p>}
      {whole || !meaning ? (
        <Markdown pictures={pictures} text={text} />
      ) : (
        <MeaningOf meaning={meaning} pictures={pictures} />
      )}
      {meaning && (
        <button className={`${styles.tiny} ${styles.outLeft}`} onClick={() => onWhole(!whole)} type="button">
          {t(whole ? "guide.onlyLabel" : "guide.whole")}
        </button>
      )}
    </div>
  )
}
