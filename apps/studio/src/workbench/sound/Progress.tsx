import { isRead } from "@justesse/editor"
import { segmentsOf } from "@justesse/editor/sound/segments"
import { useMemo } from "react"
import { useT } from "../../i18n/useT.ts"
import { Cap } from "../../keys/Cap.tsx"
import { useModel, useTask, useTaskContext } from "../annotate/ui.ts"
import frame from "../parts/frame.module.css"
import { useSound } from "./context.ts"
import { asksText } from "./model.ts"
import styles from "./page.module.css"

/** How many segments are written down, what waits to be decided, and where to come back to. */
export function Progress() {
  const t = useT("sound")
  const { run } = useTaskContext()
  const sound = useSound()
  const model = useModel()
  const document = useTask((task) => task.document)
  const proposed = useTask((task) => task.proposed)
  const { all, read, unsure } = useMemo(() => {
    const segments = segmentsOf(document)
    const isDone = ({ region }: (typeof segments)[number]) =>
      !region.proposed && (isRead(region.transcript) || !asksText(model, region.label))
    return {
      all: segments.length,
      read: segments.filter(isDone).length,
      unsure: segments.filter(({ region }) => region.transcript?.marks?.includes("unsure")),
    }
  }, [document, model])
  const next = () => {
    const after = unsure.find(({ startMs }) => startMs > (sound.selected?.startMs ?? -1)) ?? unsure[0]
    if (after) sound.choose(after.id, { writes: true })
  }
  return (
    <section aria-label={t("progress.title")} className={`${frame.list} ${styles.progress}`}>
      {all > 0 && (
        <>
          <p>
            <b>{t("progress.read", { read, count: all })}</b>
          </p>
          <progress aria-hidden="true" className={styles.track} max={all} value={read} />
        </>
      )}
      {unsure.length > 0 && (
        <p className={styles.back}>
          <span>{t("progress.unsure", { count: unsure.length })}</span>
          <button onClick={next} type="button">
            {t("progress.next")}
          </button>
        </p>
      )}
      {proposed > 0 && (
        <div className={styles.offers}>
          <p>{t("progress.proposed", { count: proposed })}</p>
          <button className={frame.tiny} onClick={() => run("proposal.take")} type="button">
            {t("progress.take")} <Cap of="proposal.take" />
          </button>
          <button className={frame.tiny} onClick={() => run("proposal.drop")} type="button">
            {t("progress.drop")} <Cap of="proposal.drop" />
          </button>
          <button className={frame.tiny} onClick={() => run("proposal.takeAll")} type="button">
            {t("progress.takeAll")} <Cap of="proposal.takeAll" />
          </button>
        </div>
      )}
    </section>
  )
}
