import type { PredictionSet } from "@justesse/types/wire/quality"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { Note } from "../../ui/layout.tsx"

/** What of a file of predictions was not found here, why, and what would mend it; nothing where everything was. */
export function MatchingNote({ set }: { readonly set: PredictionSet }) {
  const t = useT("models")
  const format = useFormat()
  const { matching, unmatched, pictures } = set
  if (!matching) return unmatched > 0 ? <Lines lines={[t("unmatched", { count: unmatched })]} /> : null
  const all = unmatched + pictures
  const boxes = matching.labels.reduce((sum, one) => sum + one.boxes, 0)
  const lines = [
    ...(unmatched > 0 ? [t("match.left", { count: unmatched, all: format.number(all) })] : []),
    ...matching.unmatched.map(({ why, pictures: count, examples }) =>
      t(`match.${why}`, { count, examples: examples.join(", ") }),
    ),
    ...(unmatched > 0 ? [t("match.how")] : []),
    ...(boxes > 0
      ? [
          t("match.labels", {
            count: boxes,
            names: matching.labels
              .slice(0, 8)
              .map((one) => one.name)
              .join(", "),
          }),
        ]
      : []),
    ...(matching.fromZero ? [t("match.fromZero")] : []),
  ]
  return lines.length > 0 ? <Lines lines={lines} /> : null
}

function Lines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <div className={measures.above12}>
      <Note need>
        {lines.map((line) => (
          <span key={line} className={measures.block}>
            {line}
          </span>
        ))}
      </Note>
    </div>
  )
}
