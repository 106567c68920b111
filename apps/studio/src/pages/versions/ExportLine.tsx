import type { ExportRow } from "@justesse/types/wire/dataset"
import type { z } from "zod"
import { api, refresh } from "../../api.ts"
import { useFormat } from "../../format/useFormat.ts"
import { useT } from "../../i18n/useT.ts"
import { Icon } from "../../icons/Icon.tsx"
import { Button } from "../../ui/Button.tsx"
import { CopyButton } from "../../ui/Copy.tsx"
import { useAct } from "../../ui/useAct.ts"

/** A file that is being made, or is there to take. */
export function ExportLine({ project, row }: { readonly project: string; readonly row: z.infer<typeof ExportRow> }) {
  const t = useT("versions")
  const format = useFormat()
  const cancel = useAct(
    () => api.dataset.exportCancel.mutate({ project, id: row.id }),
    () => void refresh("dataset"),
  )
  const made = [
    t("madeAt", { when: format.dateTime(row.madeAtMs) }),
    row.bytes === null ? "" : format.bytes(row.bytes),
    row.keptUntilMs === null ? "" : t("keptUntil", { day: format.date(row.keptUntilMs) }),
  ]
  return (
    <div className="row export-line">
      <span className={row.state === "failed" ? "need" : row.state === "done" ? "good" : "dim"}>
        <Icon name={row.state === "done" ? "check" : row.state === "failed" ? "warning" : "clock"} />
      </span>
      <span className="g">
        <b className="b">{row.file}</b>{" "}
        <span className="dim">
          ·{" "}
          {row.state === "done"
            ? made.filter(Boolean).join(" · ")
            : t(`exportState.${row.state}`, { done: format.number(row.done), total: format.number(row.total) })}
        </span>
        {row.state === "running" && (
          <progress
            value={row.done}
            max={Math.max(1, row.total)}
            aria-label={t("exportProgress", { name: row.file })}
            style={{ display: "block", width: "100%", marginTop: 4 }}
          />
        )}
      </span>
      {row.state === "running" && (
        <Button small onClick={() => cancel.mutate(undefined)}>
          {t("common:cancel")}
        </Button>
      )}
      {row.href !== null && (
        <>
          <a className="btn quiet sm" href={row.href} download>
            {t("download")}
          </a>
          <CopyButton text={new URL(row.href, window.location.origin).href} name={t("common:copyLink")} />
        </>
      )}
    </div>
  )
}
