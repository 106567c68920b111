import type { Forecast } from "@justesse/work/forecast"
import { useWidth } from "../../charts/useWidth.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { moment } from "./Lead.tsx"

/** When it will be done: a point with the band that eight finishes in ten fall in. 56 high. */
export function FinishLine({ finish, nowMs }: { readonly finish: Forecast; readonly nowMs: number }) {
  const t = useT("overview")
  const format = useFormat()
  const { ref, width } = useWidth()
  const late = finish.latestAtMs ?? finish.finishAtMs + 2 * (finish.finishAtMs - finish.earliestAtMs)
  const end = nowMs + (late - nowMs) * 1.15
  const x = (ms: number) => Math.max(0, Math.min(width, ((ms - nowMs) / (end - nowMs)) * width))
  const label = t("finishLabel", { at: moment(finish.finishAtMs, nowMs, format) })
  return (
    <div ref={ref} className={measures.above8}>
      {width > 0 && (
        <svg className="ch" width={width} height={56} role="img" aria-label={label}>
          <path className="ax" d={`M0 28.500H${width}`} />
          <rect
            className="band"
            x={x(finish.earliestAtMs)}
            y={20}
            width={Math.max(2, x(late) - x(finish.earliestAtMs))}
            height={16}
          />
          <circle className="pt" cx={x(finish.finishAtMs)} cy={28} r={5} />
          <text className="b" x={Math.min(width - 70, Math.max(70, x(finish.finishAtMs)))} y={12} textAnchor="middle">
            {label}
          </text>
          <text className="d" x={0} y={52}>
            {t("now")}
          </text>
          <text className="d" x={width} y={52} textAnchor="end">
            {finish.latestAtMs === null ? t("noLatest") : moment(finish.latestAtMs, nowMs, format)}
          </text>
        </svg>
      )}
    </div>
  )
}
