import type { ExportRow } from "@justesse/types/wire/dataset"
import { api, refresh } from "../../api.ts"
import { isFailureCode } from "../../failures/codes.ts"
import { useSentence } from "../../failures/useSentence.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Icon } from "../../theme/Icon.tsx"
import { Button } from "../../ui/Button.tsx"
import { CopyButton } from "../../ui/Copy.tsx"
import { useAct } from "../../ui/useAct.ts"
import { ProgressLine } from "./ProgressLine.tsx"
import css from "./page.module.css"

const MARKS = { running: "clock", done: "check", failed: "warning", cancelled: "clock" } as const
const TONES = { running: "dim", done: "good", failed: "need", cancelled: "dim" } as const

interface Props {
  readonly project: string
  readonly row: ExportRow
  readonly owner: boolean
}

/** A file that is being made, is there to take, or could not be made: what happened, what is safe, again. */
export function ExportLine({ project, row, owner }: Props) {
  const t = useT("versions")
  const status = useStatusText(row)
  const again = useAct(
    () => api.dataset.exportAgain.mutate({ project, id: row.id }),
    () => refresh("dataset"),
  )
  const cancel = useAct(
    () => api.dataset.exportCancel.mutate({ project, id: row.id }),
    () => refresh("dataset"),
  )
  const over = row.state === "failed" || row.state === "cancelled"
  const isGone = row.state === "done" && row.href === null
  return (
    <div className={`row ${css.exportLine} ${css.line}`} role="group" aria-label={row.file}>
      <span className={isGone ? "dim" : TONES[row.state]}>
        <Icon name={isGone ? "clock" : MARKS[row.state]} />
      </span>
      <span className="g">
        <b className="b">{row.file}</b> <span className="dim">· {status}</span>
        {row.state === "running" && (
          <ProgressLine label={t("exportProgress", { name: row.file })} done={row.done} total={row.total} />
        )}
      </span>
      {owner && row.state === "running" && (
        <Button small onClick={() => cancel.mutate(undefined)}>
          {t("common:cancel")}
        </Button>
      )}
      {owner && over && (
        <Button small disabled={again.isPending} onClick={() => again.mutate(undefined)}>
          {t("common:again")}
        </Button>
      )}
      {row.href !== null && (
        <>
          <a className="btn quiet sm" href={row.href} download={row.file}>
            {t("download")}
          </a>
          <CopyButton text={new URL(row.href, window.location.origin).href} name={t("common:copyLink")} />
        </>
      )}
    </div>
  )
}

/** What stands behind the file's name. */
function useStatusText(row: ExportRow): string {
  const t = useT("versions")
  const format = useFormat()
  const sentence = useSentence()
  if (row.state === "done") {
    const kept = row.keptUntilMs === null ? "" : format.date(row.keptUntilMs)
    return [
      t("madeAt", { when: format.dateTime(row.madeAtMs) }),
      row.bytes === null ? "" : format.bytes(row.bytes),
      row.href === null ? t("removedOn", { day: kept }) : t("keptUntil", { day: kept }),
    ]
      .filter(Boolean)
      .join(" · ")
  }
  if (row.state === "running") {
    if (row.total === 0) return t("exportState.queued")
    return [
      format.percent(row.done / row.total),
      row.bytes ? t("soFar", { size: format.bytes(row.bytes) }) : "",
      row.msLeft === null ? "" : t("timeLeft", { time: format.duration(row.msLeft / 1000) }),
    ]
      .filter(Boolean)
      .join(" · ")
  }
  const why = isFailureCode(row.error) ? sentence({ failure: { code: row.error, detail: {} } }) : ""
  return [t(`exportState.${row.state}`), why].filter(Boolean).join(" ")
}
