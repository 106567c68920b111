import type { VersionList } from "@justesse/types/wire/dataset"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { ProgressLine } from "./ProgressLine.tsx"

type Freezing = NonNullable<VersionList["freezing"]>

/** How far a freezing is, in words and as a bar. */
export function FreezeProgress({ freezing }: { readonly freezing: Freezing }) {
  const t = useT("versions")
  const format = useFormat()
  const text =
    freezing.total === 0
      ? t("exportState.queued")
      : [
          format.percent(freezing.done / freezing.total),
          freezing.msLeft === null ? "" : t("timeLeft", { time: format.duration(freezing.msLeft / 1000) }),
        ]
          .filter(Boolean)
          .join(" · ")
  return (
    <div role="status" className={measures.above12}>
      <span>{t("freezingNow")}</span> <span className="dim">{text}</span>
      <ProgressLine label={t("freezingNow")} done={freezing.done} total={freezing.total} />
    </div>
  )
}
