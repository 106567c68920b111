import { doDigitsChoose, nextSlots } from "@justesse/editor"
import { inLanguage, type Label, type LabelId } from "@justesse/types"
import { useLayoutEffect, useMemo, useState } from "react"
import { useLanguage, useT } from "../../../../i18n/useT.ts"
import { Cap } from "../../../../keys/Cap.tsx"
import { countCommit } from "../../../canvas/counters.ts"
import styles from "../../../parts/frame.module.css"
import { keyOf } from "../../model/labelKey.ts"
import { togglePanel, useModel, useTask, useTaskContext, useUi } from "../../ui.ts"
import { ForWhat } from "./ForWhat.tsx"
import { LabelLegend } from "./Legend.tsx"

/** Labels shown without typing: two lines, the last position for "more" when there are others. */
const SHOWN = 6

/** What comes next: the label of the next box, and of the one still in hand. */
export function LabelBlock() {
  const t = useT("task")
  const model = useModel()
  const { ui } = useTaskContext()
  const chosen = useTask((task) => task.session.label)
  const typing = useUi((snapshot) => snapshot.panel === "labels")
  useLayoutEffect(countCommit)
  const shown = useShownLabels(chosen)
  const readOnly = useTask((task) => task.readOnly !== null)
  return (
    <section aria-label={t("labels.title")} className={styles.sec}>
      <div className={styles.head}>
        <b>{t("labels.title")}</b>
        <ForWhat />
      </div>
      <div aria-label={t("labels.title")} className={styles.labels} role="radiogroup">
        {shown.map((label) => (
          <LabelButton chosen={label.id === chosen} disabled={readOnly} key={label.id} label={label} />
        ))}
        {model.labels.length > SHOWN && (
          <button aria-expanded={typing} className={styles.lab} onClick={() => togglePanel(ui, "labels")} type="button">
            <Cap of="label.type" />
            {t("labels.more")}
          </button>
        )}
      </div>
      {typing && <LabelLegend />}
    </section>
  )
}

/** As many as have room; one that is chosen and is not among them takes the place of the one that was not used for longest. */
function useShownLabels(chosen: LabelId | null): readonly Label[] {
  const { labels } = useModel()
  const recent = useTask((task) => task.recent)
  const [kept, setKept] = useState<readonly LabelId[]>([])
  const room = labels.length <= SHOWN ? SHOWN : SHOWN - 1
  const slots = nextSlots(kept, labels, { chosen, recent, room })
  if (slots !== kept && slots.join() !== kept.join()) setKept(slots)
  return useMemo(() => slots.flatMap((id) => labels.find((label) => label.id === id) ?? []), [slots, labels])
}

function LabelButton({ label, chosen, disabled }: { label: Label; chosen: boolean; disabled: boolean }) {
  const language = useLanguage()
  const model = useModel()
  const digit = keyOf(model.labels, label)
  const { ui } = useTaskContext()
  const isLit = useTask(doDigitsChoose)
  const name = inLanguage(label.name, language)
  return (
    <button
      aria-checked={chosen}
      className={styles.lab}
      disabled={disabled}
      onClick={() => model.chooseLabel(label, ui.getState().labelAfter)}
      role="radio"
      title={name}
      type="button"
    >
      <span aria-hidden="true" className={styles.sw} style={{ background: label.color }}>
        <span className={isLit ? styles.k : `${styles.k} ${styles.unlit}`}>{digit}</span>
      </span>
      <span className={styles.cut}>{name}</span>
    </button>
  )
}
