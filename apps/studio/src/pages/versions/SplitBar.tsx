import type { DatasetManifest } from "@justesse/types/dataset"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import css from "./page.module.css"

type Split = NonNullable<DatasetManifest["split"]>

/** The parts of a version as a bar, with their figures and the rule that made them. */
export function SplitBar({ split }: { readonly split: Split }) {
  const t = useT("versions")
  const format = useFormat()
  const parts = split.parts.filter((part) => part.pictures > 0)
  const figures = parts.map((part) => `${part.name} ${format.number(part.pictures)}`).join(" · ")
  const { by, byDocument, keptFrom, seed } = split.rule
  const rule = [
    t(`splitBy.${by}`),
    byDocument ? t("splitDocument") : "",
    keptFrom === undefined ? "" : t("splitKept", { version: keptFrom }),
    t("splitSeed", { seed }),
  ]
  return (
    <>
      <span className={css.split} role="img" aria-label={figures}>
        {parts.map((part, i) => (
          <span key={part.name} style={{ flex: `${part.pictures} 0 0`, opacity: Math.max(0.35, 1 - i * 0.35) }} />
        ))}
      </span>
      <span className="g">
        {figures} <span className="dim">{rule.filter(Boolean).join("; ")}</span>
      </span>
    </>
  )
}
