import type { Health } from "@justesse/types/wire/admin"
import { useWidth } from "../../charts/useWidth.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import css from "./page.module.css"

const STEP = 38.4

/** The last backups as squares: a tick for verified, a mark for made and not verified. */
export function BackupSquares({ health }: { readonly health: Health }) {
  const t = useT("admin")
  const format = useFormat()
  const { ref, width } = useWidth()
  const shown = health.backups.slice(0, Math.max(1, Math.floor(width / STEP))).reverse()
  const verified = health.backups.filter((backup) => backup.verifiedAtMs !== null).length
  if (health.backups.length === 0) return <p className="dim">{t("noBackups")}</p>
  const label = t("backupsLine", { count: health.backups.length, verified })
  return (
    <div ref={ref}>
      <p>
        <strong>{label}</strong>{" "}
        <span className="dim">{format.bytes(health.backups.reduce((sum, backup) => sum + backup.bytes, 0))}</span>
      </p>
      {width > 0 && (
        <svg className="ch" width={width} height={64} role="img" aria-label={label}>
          {shown.map((backup, index) => (
            <g key={backup.file} transform={`translate(${index * STEP + 2} 8)`}>
              {backup.verifiedAtMs === null ? (
                <>
                  <rect width={30.5} height={30.5} rx={4} className={css.failedSquare} />
                  <path d="M15.250 8v10M15.250 23v.01" className={css.failedCross} />
                </>
              ) : (
                <>
                  <rect width={32} height={32} rx={4} className="band" />
                  <path d="M10 16.500l4.500 4.500 8-9" className="ln" strokeWidth={1.5} />
                </>
              )}
              <text x={16} y={50} textAnchor="middle" className="d">
                {new Date(backup.madeAtMs).getDate()}
              </text>
            </g>
          ))}
        </svg>
      )}
    </div>
  )
}
