import { doDigitsChoose, labelTarget, numberOf } from "@justesse/editor"
import { useT } from "../../../../i18n/useT.ts"
import { useCap } from "../../../../keys/Cap.tsx"
import styles from "../../../parts/frame.module.css"
import { useModel, useTask, useUi } from "../../ui.ts"

/** What a digit is for now: the next box, and with Shift the one just drawn; or what was selected on purpose. */
export function ForWhat() {
  const t = useT("task")
  const model = useModel()
  const labelAfter = useUi((ui) => ui.labelAfter)
  const target = useTask(({ session }) => labelTarget(session, labelAfter))
  const drawn = useTask((task) => task.session.inHand)
  const many = useTask(({ session }) => session.also.length + 1)
  const capOf = useCap()
  const isLit = useTask(doDigitsChoose)
  const written = useTask(({ document, session: { selected } }) =>
    selected ? document.order.indexOf(selected) + 1 : 0,
  )
  if (!isLit && written > 0)
    return <b className={styles.for}>{t("labels.forWritten", { cap: capOf("label.chooseInText"), number: written })}</b>
  if (target !== null && many > 1) return <b className={styles.for}>{t("labels.forMany", { count: many })}</b>
  if (target !== null)
    return <b className={styles.for}>{t("labels.forBoth", { number: numberOf(model.scene, target) })}</b>
  if (drawn === null) return <span>{t("labels.forNext")}</span>
  const number = numberOf(model.scene, drawn)
  return <span title={t("labels.forNextDrawnLong", { number })}>{t("labels.forNextDrawn", { number })}</span>
}
